import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Rolldown } from 'tsdown'

/** Writes the licences of all bundled packages, of all builds that use this plugin, into one file. */
export function licences(path: string): Rolldown.Plugin {
  const folders = new Set<string>()
  return {
    name: 'licences',
    writeBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') for (const id of file.moduleIds) addPackage(folders, id)
      }
      writeFileSync(path, [...folders].toSorted().map(licenceOf).join('\n'))
    },
  }
}

function addPackage(folders: Set<string>, moduleId: string): void {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(moduleId)?.[0]
  if (folder) folders.add(folder)
}

function licenceOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<string, string>
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((candidate) => existsSync(`${folder}/${candidate}`))
  if (!file) throw new Error(`${name} has no licence file to include`)
  return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, 'utf8')}`
}
