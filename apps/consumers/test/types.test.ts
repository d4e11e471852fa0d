import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshProject } from './fresh-project.ts'
import { run, tool } from './run.ts'

const CHECKED = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, target: 'es2022', noEmit: true }
const SETTINGS = {
  'nodenext, with the types of Node': {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    lib: ['es2022'],
    types: ['node'],
  },
  'bundler, with the types of browsers': {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
  },
}

let project: string
beforeAll(async () => {
  // The only other package of this consumer has the types of its platform.
  project = await freshProject('types', ['@kinconecta/support-client', '@types/node@20'])
})

describe.concurrent.each(['5.4', '5.9', '7'])(
  'TypeScript %s, strict, including declarations of libraries',
  (version) => {
    it.each(Object.entries(SETTINGS))('%s', async (_, settings) => {
      const config = join(project, `tsconfig.${version}.${settings.moduleResolution}.json`)
      const compilerOptions = { ...CHECKED, ...settings }
      await writeFile(config, JSON.stringify({ compilerOptions, files: ['consumer.mts', 'consumer.cts'] }))
      const found = await run(process.execPath, [tool(`typescript-${version}/bin/tsc`), '-p', config], { cwd: project })
      expect(found).toBe('')
    })
  },
)
