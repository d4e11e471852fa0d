import type { Rolldown } from 'tsdown'

/**
 * Adapts the bundled declarations to all consumers: TypeScript before 5.6 has only one type parameter for
 * `AsyncIterable`, and CommonJS needs its own declaration files.
 */
export function declarationsForAll(): Rolldown.Plugin {
  return {
    name: 'declarations-for-all',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || !chunk.fileName.endsWith('.d.ts')) continue
          chunk.code = chunk.code.replaceAll(
            /\bAsyncIterable<((?:[^<>,]|<[^<>]*>)+),(?:[^<>]|<[^<>]*>)+>/g,
            'AsyncIterable<$1>',
          )
          const source = chunk.code.replaceAll(/(["']\.[^"']+)\.js(?=["'])/g, '$1.cjs')
          this.emitFile({ type: 'asset', fileName: chunk.fileName.replace(/ts$/, 'cts'), source })
        }
      },
    },
  }
}
