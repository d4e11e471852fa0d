import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { run } from './run.ts'

/**
 * Creates a project outside the repository, with the files of `projects/<name>`, and installs packages with npm: those
 * of this repository from the test registry, others from the default registry. Returns the folder of the project.
 */
export async function freshProject(name: string, packages: string[]): Promise<string> {
  const folder = await mkdtemp(join(inject('projectsFolder'), `${name}-`))
  await cp(fileURLToPath(new URL(`../projects/${name}`, import.meta.url)), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true }))
  await writeFile(join(folder, '.npmrc'), `@kinconecta:registry=${inject('registryUrl')}\n`)
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder })
  return folder
}
