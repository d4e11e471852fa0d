import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { StartupError } from './startup-error.ts'

const REPOSITORY_ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const DEVELOPMENT_ORIGINS = [
  'http://localhost:5500',
  'http://127.0.0.1:5500',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
]

const Environment = z.object({
  PORT: z.string().regex(/^\d+$/, 'must be a number').default('8080').transform(Number).pipe(z.int().max(65_535)),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .transform((path) => resolve(REPOSITORY_ROOT, path)),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(z.array(z.string().refine(isOrigin, 'must be a comma-separated list of origins like https://kinconecta.com')))
    .default(DEVELOPMENT_ORIGINS),
})

/** The configuration of one server process. */
export interface Config {
  port: number
  host: string
  /** None: an embedded Postgres under {@link Config.dataDir}. */
  databaseUrl: string | undefined
  dataDir: string
  /** Base of the addresses the service hands out, without a slash at the end. */
  publicUrl: string
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  corsOrigins: string[]
}

/** Reads the configuration; the only reader of `process.env`. Throws a StartupError that lists all that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) throw new StartupError(describe(parsed.error))
  const { PORT, HOST, DATABASE_URL, DATA_DIR, PUBLIC_URL, LOG_LEVEL, CORS_ORIGINS } = parsed.data
  return {
    port: PORT,
    host: HOST,
    databaseUrl: DATABASE_URL,
    dataDir: DATA_DIR,
    publicUrl: (PUBLIC_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`).replace(/\/$/, ''),
    logLevel: LOG_LEVEL,
    corsOrigins: CORS_ORIGINS,
  }
}

function isOrigin(value: string): boolean {
  return URL.parse(value)?.origin === value
}

function describe(error: z.ZodError): string {
  const problems = error.issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`)
  return `The configuration is not valid:\n${problems.join('\n')}`
}
