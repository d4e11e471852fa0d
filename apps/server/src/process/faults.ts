import type { Service } from '../service.ts'
import type { Shutdown } from './shutdown.ts'

/**
 * Shuts the process down after an unhandled error, because its state is then unknown. The first such error is logged as
 * fatal, running requests finish, and the exit code is 1, so that a supervisor restarts the process.
 */
export function shutDownOnFaults({ log }: Pick<Service, 'log'>, shutdown: Shutdown): void {
  let isLogged = false
  const onFault = (event: string) => (err: unknown) => {
    if (!isLogged) log.fatal({ err, event }, 'Unhandled error; the process shuts down')
    isLogged = true
    shutdown(1)
  }
  process.on('unhandledRejection', onFault('unhandledRejection'))
  process.on('uncaughtException', onFault('uncaughtException'))
}
