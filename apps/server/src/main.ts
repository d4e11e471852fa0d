import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Without it each start takes the types off all files and compiles them anew, which is 0.3 s and 25 MB of it.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/kin-support', import.meta.url)))
await import('./process/serve.ts')
