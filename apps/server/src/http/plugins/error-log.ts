import type { FastifyServerOptions } from 'fastify'

/**
 * The fields of an error that may be logged. They identify the failure without quoting data. The message is not logged,
 * because messages of Postgres, Node or a library may contain a row or an argument.
 */
export interface LoggedError {
  type: string
  code?: string | number
  /** The frames of the stack, without the message. */
  stack?: string
  cause?: LoggedError
  errors?: LoggedError[]
  /** An identifier of the schema or the system, such as `constraint` or `syscall`. */
  [identifier: string]: unknown
}

// Fields of Postgres errors, and `syscall` of errors of the operating system.
const IDENTIFIERS = ['schema', 'table', 'column', 'constraint', 'dataType', 'routine', 'severity', 'syscall'] as const
const IDENTIFIER = /^[\w.$-]{1,64}$/
const FRAME = /^ {4}at (?:async )?(?:[\w.$<> [\]#]{1,200} \()?(?:file:\/\/|node:|\/)[^()\s]{1,500}:\d+:\d+\)?$/

const MAX_CAUSES = 5
const MAX_ERRORS = 5
const MAX_FRAMES = 20
const MAX_STACK_LENGTH = 20_000

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>

/** Returns the logger options with {@link loggedError} as the serializer of all errors. */
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

// Fastify's type requires a message and a stack.
const serializedError = (error: unknown) => loggedError(error) as LoggedError & { message: string; stack: string }

/**
 * Sets a default message, because pino would otherwise log the message of the error. Removes quoted paths from
 * messages, because Fastify may quote the address of a request.
 */
function withMessage([first, message, ...rest]: unknown[]): unknown[] {
  if (typeof first === 'string') return [first.replace(/"\/[^"]*"/g, '"/..."'), message, ...rest]
  return [first, message ?? 'No message', ...rest]
}

/** Returns the fields of an error and of its causes that may be logged. `depth` is the number of causes above it. */
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

/**
 * Returns the lines of the stack that are frames. The message before them is removed first, because its lines may look
 * like frames.
 */
function framesOf({ stack = '', message }: Error): string {
  const start = message === '' ? -1 : stack.indexOf(message)
  const text = start === -1 ? stack : stack.slice(start + message.length)
  const lines = text.slice(0, MAX_STACK_LENGTH).split('\n')
  return lines
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .join('\n')
}
