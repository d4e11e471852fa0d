import { existsSync, readFileSync } from 'node:fs'
import type { Rolldown } from 'tsdown'

/** Puts the licences of all that is bundled beside it, as they ask for. */
export function licences(): Rolldown.Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const folders = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap((id) => packageFolder(id) ?? [])))
      const texts = [...folders].toSorted().map(licenceOf)
      if (texts.length > 0) this.emitFile({ type: 'asset', fileName: 'LICENCES.txt', source: texts.join('\n') })
    },
  }
}

function packageFolder(moduleId: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(moduleId)?.[0]
}

function licenceOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<string, string>
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((candidate) => existsSync(`${folder}/${candidate}`))
  if (!file) throw new Error(`${name} has no licence file to put beside the bundle`)
  return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, 'utf8')}`
}
