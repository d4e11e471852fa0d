import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshProject } from './fresh-project.ts'
import { run, tool } from './run.ts'

const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}
const PLATFORMS = {
  Node: { lib: ['es2022'], types: ['node'] },
  browsers: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
}

let project: string
beforeAll(async () => {
  // All that a consumer has besides are the types of its platform.
  project = await freshProject('types', ['@kinconecta/support-client', '@types/node@20'])
})

describe.concurrent.each(['5.4', '5.9', '7'])('TypeScript %s, everything checked, libraries too', (version) => {
  for (const [resolution, modules] of Object.entries(RESOLUTIONS)) {
    for (const [platform, globals] of Object.entries(PLATFORMS)) {
      it(`${resolution}, for ${platform}`, async () => {
        const config = join(project, `tsconfig.${version}.${resolution}.${platform}.json`)
        const strictness = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
        const compilerOptions = { ...modules, ...globals, ...strictness, target: 'es2022', noEmit: true }
        await writeFile(config, JSON.stringify({ compilerOptions, files: ['consumer.mts', 'consumer.cts'] }))
        const found = await run(process.execPath, [tool(`typescript-${version}/bin/tsc`), '-p', config], {
          cwd: project,
        })
        expect(found).toBe('')
      })
    }
  }
})
