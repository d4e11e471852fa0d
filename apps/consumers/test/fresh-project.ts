import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { run } from './run.ts'

/**
 * A new project outside of the repository, with the files of `projects/<name>` and packages from npm: ours from the
 * registry they were published to, the others from where the machine has its packages from. Gives its folder.
 */
export async function freshProject(name: string, packages: string[]): Promise<string> {
  const folder = await mkdtemp(join(inject('projectsFolder'), `${name}-`))
  await cp(fileURLToPath(new URL(`../projects/${name}`, import.meta.url)), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true }))
  await writeFile(join(folder, '.npmrc'), `@kinconecta:registry=${inject('registryUrl')}\n`)
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder })
  return folder
}
