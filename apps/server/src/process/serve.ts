import { readConfig } from '../config.ts'
import { exitOnFailure } from '../cli/exit-on-failure.ts'
import { startService } from '../service.ts'
import { stopOnSignals } from './signals.ts'

await exitOnFailure(async () => {
  const config = readConfig()
  const service = await startService(config)
  stopOnSignals(() => service.stop())
  console.log(`Kin Support is ready. Ctrl-C stops it.
  API    ${service.url}/api
  RPC    ${service.url}/trpc
  Docs   ${service.url}/docs
  Data   ${config.databaseUrl ? 'in the Postgres of DATABASE_URL' : config.dataDir}`)
})
