import type { FastifyServerOptions } from 'fastify'

/**
 * The fields of an error that may be logged. They identify the failure and quote nothing: messages of Postgres, Node or
 * a library may hold a row or an argument, so no message is logged.
 */
export interface LoggedError {
  type: string
  code?: string | number
  /** The places in the code, without the message. */
  stack?: string
  cause?: LoggedError
  errors?: LoggedError[]
  /** An identifier of the schema or the system, such as `constraint` or `syscall`. */
  [identifier: string]: unknown
}

// Of Postgres (schema, table, column, constraint, dataType, routine, severity) and of the operating system (syscall).
const IDENTIFIERS = ['schema', 'table', 'column', 'constraint', 'dataType', 'routine', 'severity', 'syscall'] as const
const IDENTIFIER = /^[\w.$-]{1,64}$/
const FRAME = /^ {4}at (?:async )?(?:[\w.$<> [\]#]{1,200} \()?(?:file:\/\/|node:|\/)[^()\s]{1,500}:\d+:\d+\)?$/

const MAX_CAUSES = 5
const MAX_ERRORS = 5
const MAX_FRAMES = 20
const MAX_STACK_LENGTH = 20_000

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>

/** Logger options whose errors pass through {@link loggedError}, wherever they are logged. */
export function withLoggedErrors(logger: FastifyServerOptions['logger']): FastifyServerOptions['logger'] {
  if (!logger) return false
  const options: LoggerOptions = logger === true ? {} : logger
  return {
    ...options,
    serializers: { ...options.serializers, err: serializedError },
    hooks: {
      logMethod(args, log) {
        log.apply(this, withMessage(args) as typeof args)
      },
    },
  }
}

// Fastify's type wants a message.
const serializedError = (error: unknown) => loggedError(error) as LoggedError & { message: string; stack: string }

/** Without a message pino takes the error's. A sentence of the framework may quote the address of a request. */
function withMessage([first, message, ...rest]: unknown[]): unknown[] {
  if (typeof first === 'string') return [first.replace(/"\/[^"]*"/g, '"/..."'), message, ...rest]
  return [first, message ?? 'No message', ...rest]
}

/** What the log holds of an error and its causes. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: error === null ? 'null' : typeof error }
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const hasCause = cause !== undefined && depth < MAX_CAUSES
  return {
    type: identifier(error.constructor.name) ?? 'Error',
    ...((typeof code === 'number' || identifier(code)) && { code: code as string | number }),
    ...identifiersOf(error),
    ...(error.stack && { stack: framesOf(error) }),
    ...(hasCause && { cause: loggedError(cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < MAX_CAUSES && { errors: errorsOf(error, depth) }),
  }
}

function errorsOf({ errors }: AggregateError, depth: number): LoggedError[] {
  return errors.slice(0, MAX_ERRORS).map((error) => loggedError(error, depth + 1))
}

function identifiersOf(error: Error): Record<string, string> {
  const found = IDENTIFIERS.flatMap((name) => {
    const value = identifier((error as unknown as Record<string, unknown>)[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}

function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && IDENTIFIER.test(value) ? value : undefined
}

/** The lines of the stack that name a place in the code. The message before them may look like one, so it is cut off. */
function framesOf({ stack = '', message }: Error): string {
  const start = message === '' ? -1 : stack.indexOf(message)
  const text = start === -1 ? stack : stack.slice(start + message.length)
  const lines = text.slice(0, MAX_STACK_LENGTH).split('\n')
  return lines
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .join('\n')
}
