import type { Service } from '../service.ts'
import type { Shutdown } from './shutdown.ts'

/**
 * Ends the process after an error that nothing handled, because its state is no longer known: the first one is logged
 * as fatal, running requests finish, and the exit code is 1 so that a supervisor starts it again.
 */
export function shutDownOnFaults({ log }: Pick<Service, 'log'>, shutdown: Shutdown): void {
  let isLogged = false
  const onFault = (event: string) => (err: unknown) => {
    if (!isLogged) log.fatal({ err, event }, 'An error was not handled; the process ends')
    isLogged = true
    shutdown(1)
  }
  process.on('unhandledRejection', onFault('unhandledRejection'))
  process.on('uncaughtException', onFault('uncaughtException'))
}
