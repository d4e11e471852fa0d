import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'tsdown'
import manifest from './package.json' with { type: 'json' }
import { declarationsForAll } from './scripts/declarations-for-all.ts'
import { writeDeclarations } from './scripts/declarations.ts'
import { licences } from './scripts/licences.ts'

// The entries are the package's `exports`: './testing' is src/testing/index.ts and becomes dist/testing.js.
const entry: Record<string, string> = {}
const declarations: Record<string, string> = {}
for (const [path, source] of Object.entries(manifest.exports)) {
  const name = path === '.' ? 'index' : path.slice(2)
  entry[name] = source
  declarations[name] = source.replace('./src/', './.types/client/src/').replace(/ts$/, 'd.ts')
}

const absolute = (path: string) => fileURLToPath(new URL(path, import.meta.url))
rmSync(absolute('dist'), { recursive: true, force: true })
writeDeclarations(Object.values(entry).map(absolute), absolute('.types'))

const shared: UserConfig = {
  platform: 'neutral',
  fixedExtension: false,
  clean: false,
  // Everything is bundled, because tRPC's client requires the server package and a recent TypeScript.
  deps: { alwaysBundle: [/./], onlyBundle: false },
}

const notices = licences(absolute('dist/LICENCES.txt'))

/** Bundles each entry into one file, which a page can load directly. */
function bundle([name, source]: [string, string]): UserConfig {
  const javascript: UserConfig = { format: ['esm', 'cjs'], target: 'es2022', sourcemap: true, dts: false }
  return { ...shared, ...javascript, entry: { [name]: source }, plugins: [notices] }
}

export default defineConfig([
  ...Object.entries(entry).map(bundle),
  {
    ...shared,
    entry: declarations,
    format: 'esm',
    dts: { dtsInput: true, emitDtsOnly: true },
    plugins: [declarationsForAll()],
  },
])
