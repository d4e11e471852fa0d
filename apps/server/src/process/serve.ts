import { readConfig } from '../config.ts'
import { exitOnFailure } from './exit-on-failure.ts'
import { startService } from '../service.ts'
import { shutDownOnFaults } from './faults.ts'
import { logOutput, nonBlockingStdout } from './log-output.ts'
import { shutdownOf } from './shutdown.ts'
import { shutDownOnSignals } from './signals.ts'

await exitOnFailure(async () => {
  const config = readConfig()
  const output = logOutput(nonBlockingStdout())
  const service = await startService(config, output)
  const shutdown = shutdownOf(service, output)
  shutDownOnFaults(service, shutdown)
  shutDownOnSignals(shutdown)
  const console = config.hasConsole ? `\n  Console  ${service.url}/console` : ''
  output.write(`Kin Support is ready. Ctrl-C stops it.${console}
  API      ${service.url}/api
  RPC      ${service.url}/trpc
  Docs     ${service.url}/docs
  Data     ${config.databaseUrl ? 'in the Postgres of DATABASE_URL' : config.dataDir}\n`)
})
