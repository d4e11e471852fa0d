import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { baseUrl, isBaseUrl, isNetwork, isOrigin, isOutboundNetwork, listeningUrl } from './config-addresses.ts'
import type { ClamdAddress } from './platform/storage/clamd.ts'
import { canonicalType, DEFAULT_FILE_TYPES } from './files/file-kinds.ts'
import type { FileLimits } from './files/receive-file.ts'
import type { S3Options } from './platform/storage/s3-client.ts'
import type { RateLimits } from './http/plugins/rate-limits.ts'
import type { TokenSources } from './platform/identity/jwt.ts'
import type { OutboundRules } from './platform/outbound/outbound-guard.ts'
import { StartupError } from './platform/startup-error.ts'

const REPOSITORY_ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const DEVELOPMENT_ORIGINS = [
  'http://localhost:5500',
  'http://127.0.0.1:5500',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
]

const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().max(max))

const list = z.string().transform((text) => text.split(',').map((item) => item.trim()))

const Environment = z.object({
  PORT: wholeNumber(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  DATABASE_POOL_SIZE: wholeNumber(1000).pipe(z.int().min(1)).default(10),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .transform((path) => resolve(REPOSITORY_ROOT, path)),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .refine(isBaseUrl, 'must have no user, query or fragment')
    .transform(baseUrl)
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'must be a comma-separated list of origins like https://kinconecta.com')))
    .default(DEVELOPMENT_ORIGINS),
  TRUSTED_PROXIES: list
    .pipe(z.array(z.string().refine(isNetwork, 'must be a comma-separated list of addresses like 10.0.0.0/8')))
    .default([]),
  AUTH: z.enum(['open', 'required']).optional(),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  JWT_JWKS_URL: z.string().refine(isPrivateUrl, 'must be an https URL, or an http URL of this machine').optional(),
  JWT_ISSUER: z.string().min(1).optional(),
  JWT_AUDIENCE: z.string().min(1).optional(),
  RATE_LIMIT: wholeNumber(100_000_000).optional(),
  RATE_LIMIT_GUEST: wholeNumber(100_000_000).optional(),
  RATE_LIMIT_GUEST_CREATE: wholeNumber(100_000_000).optional(),
  RATE_LIMIT_STORE: z.enum(['memory', 'postgres']).default('memory'),
  REOPEN_DAYS: wholeNumber(3_650).default(14),
  EVENT_RETENTION_DAYS: wholeNumber(36_500).pipe(z.int().min(1)).default(90),
  WEBHOOK_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  WEBHOOK_PROTOCOLS: list.pipe(z.array(z.enum(['https', 'http']))).default(['https']),
  WEBHOOK_PORTS: list.pipe(z.array(wholeNumber(65_535))).optional(),
  WEBHOOK_ALLOWED_NETWORKS: list
    .pipe(
      z.array(z.string().refine(isOutboundNetwork, 'must be a comma-separated list of addresses like 10.20.0.0/16')),
    )
    .default([]),
  STALLED_RESPONSE_SECONDS: wholeNumber(3600).pipe(z.int().min(1)).default(30),
  S3_BUCKET: z.string().min(3).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  S3_PREFIX: z
    .string()
    .regex(/^[\w./-]*$/, 'must contain only letters, digits, _, ., / and -')
    .default(''),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  CLAMD_HOST: z.string().min(1).optional(),
  CLAMD_PORT: wholeNumber(65_535).default(3310),
  FILE_MAX_MIB: wholeNumber(5_000).pipe(z.int().min(1)).default(25),
  FILES_PER_TICKET: wholeNumber(1_000).default(10),
  FILES_MIB_PER_DAY: wholeNumber(100_000_000).default(200),
  FILE_TYPES: list
    .pipe(z.array(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a comma-separated list of media types')))
    .default(DEFAULT_FILE_TYPES),
})

const MIB = 1024 * 1024
const DEFAULT_LIMITS: RateLimits = { callerPerMinute: 1200, guestPerMinute: 120, guestCreatePerMinute: 10 }
const NO_LIMITS: RateLimits = { callerPerMinute: 0, guestPerMinute: 0, guestCreatePerMinute: 0 }

/** The configuration of one server process. */
export interface Config {
  port: number
  host: string
  /** Undefined: an embedded Postgres in {@link Config.dataDir}. */
  databaseUrl: string | undefined
  databasePoolSize: number
  dataDir: string
  /** The base of the URLs in responses, without a trailing slash; empty for relative URLs. */
  publicUrl: string
  /** Whether `publicUrl` was derived from HOST and PORT, because PUBLIC_URL is not set. */
  isPublicUrlDerived: boolean
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  corsOrigins: string[]
  /** The addresses and networks whose `X-Forwarded-For` is trusted. */
  trustedProxies: string[]
  /** Whether calls need no token and have all permissions, because no identity is configured. */
  isOpen: boolean
  tokens: TokenSources
  limits: RateLimits
  /** Whether calls are counted in Postgres, for all servers together, instead of in each process. */
  areLimitsShared: boolean
  /** A response that makes no progress for this time, in milliseconds, is aborted. */
  answerStallMs: number
  /** For how many days after its resolution a reply of the requester reopens a ticket. */
  reopenDays: number
  /** Events are removed from the log after this number of days. */
  eventRetentionDays: number
  /** Encrypts the secrets of webhooks. Undefined: a key in the database does. */
  webhookSecretKey: string | undefined
  /** Where webhooks may be. */
  outboundRules: OutboundRules
  fileLimits: FileLimits
  /** Undefined: files are stored in {@link Config.dataDir}. */
  s3: S3Options | undefined
  /** Undefined: files are not scanned. */
  clamd: ClamdAddress | undefined
}

/** Reads the configuration from the environment. Throws a StartupError that lists all invalid variables. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) throw new StartupError(describe(parsed.error))
  const env = parsed.data
  const hasTokens = env.JWT_SECRET !== undefined || env.JWT_JWKS_URL !== undefined
  if (env.AUTH === 'open' && hasTokens) throw new StartupError('AUTH is open, but JWT_SECRET or JWT_JWKS_URL is set')
  const isOpen = env.AUTH !== 'required' && !hasTokens
  const publicUrl = env.PUBLIC_URL ?? listeningUrl(env.HOST, env.PORT)
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    dataDir: env.DATA_DIR,
    publicUrl,
    isPublicUrlDerived: env.PUBLIC_URL === undefined,
    logLevel: env.LOG_LEVEL,
    corsOrigins: env.CORS_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    isOpen,
    tokens: {
      secret: env.JWT_SECRET,
      jwksUrl: env.JWT_JWKS_URL,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
    },
    limits: limitsOf(env, isOpen ? NO_LIMITS : DEFAULT_LIMITS),
    areLimitsShared: env.RATE_LIMIT_STORE === 'postgres',
    answerStallMs: env.STALLED_RESPONSE_SECONDS * 1000,
    reopenDays: env.REOPEN_DAYS,
    eventRetentionDays: env.EVENT_RETENTION_DAYS,
    webhookSecretKey: env.WEBHOOK_SECRET_KEY,
    outboundRules: {
      isHttpAllowed: env.WEBHOOK_PROTOCOLS.includes('http'),
      ports: env.WEBHOOK_PORTS,
      allowedNetworks: env.WEBHOOK_ALLOWED_NETWORKS,
      publicUrl,
      ownPort: env.PORT,
    },
    s3: s3Of(env),
    clamd: env.CLAMD_HOST === undefined ? undefined : { host: env.CLAMD_HOST, port: env.CLAMD_PORT },
    fileLimits: {
      maxFileBytes: env.FILE_MAX_MIB * MIB,
      filesPerTicket: env.FILES_PER_TICKET,
      bytesPerDay: env.FILES_MIB_PER_DAY * MIB,
      types: env.FILE_TYPES.map(canonicalType),
    },
  }
}

function s3Of(env: z.infer<typeof Environment>): S3Options | undefined {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new StartupError('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together')
  }
  if (env.S3_BUCKET === undefined) return undefined
  return {
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT,
    prefix: env.S3_PREFIX,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  }
}

function limitsOf(env: z.infer<typeof Environment>, defaults: RateLimits): RateLimits {
  return {
    callerPerMinute: env.RATE_LIMIT ?? defaults.callerPerMinute,
    guestPerMinute: env.RATE_LIMIT_GUEST ?? defaults.guestPerMinute,
    guestCreatePerMinute: env.RATE_LIMIT_GUEST_CREATE ?? defaults.guestCreatePerMinute,
  }
}

/** Whether responses from this URL cannot be changed in transit: it uses https, or is on this machine. */
function isPrivateUrl(value: string): boolean {
  const { protocol, hostname = '' } = URL.parse(value) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
}

function describe(error: z.ZodError): string {
  const problems = error.issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`)
  return `Invalid configuration:\n${problems.join('\n')}`
}
