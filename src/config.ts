import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { readS3Url } from './text/s3-url.ts'

const MEBIBYTE = 1024 * 1024
const MIN_SECRET_CHARS = 32

/** What the environment says, checked; `.env.example` explains each. */
export type Config = {
  port: number
  host: string
  baseUrl: URL
  /** True when BASE_URL is https: secure cookies, HSTS. */
  secure: boolean
  databaseUrl: string
  dataDir: string
  sessionSecret: string
  /** False when the secret is one that this program made for itself in DATA_DIR. */
  hasGivenSecret: boolean
  signup: 'closed' | 'invite' | 'open'
  smtpUrl: string
  mailFrom: string
  s3Url: string
  trustProxy: number | string
  logLevel: string
  cacheBytes: number
  /** What /metrics asks for; '' = there is no /metrics. */
  metricsToken: string
  maxUploadBytes: number
  /** The largest file that may be handed over to be imported. */
  maxImportBytes: number
  /** How many nightly backups are kept in DATA_DIR; 0 = none is made. */
  backupsKept: number
  /** Whether webhooks may lead into this machine's own networks. */
  webhooksPrivate: boolean
  /** The endings of the files, besides images and PDFs, that may be uploaded. */
  uploadTypes: string[]
}

/** Thrown by `readConfig`: one line for each bad variable. */
export class ConfigError extends Error {}

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'expected an address such as https://blog.example.org',
})

const Environment = z.object({
  PORT: z.coerce.number({ error: 'expected a number' }).int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.|postgres(ql)?:\/\/.)/, 'expected file:… or postgresql://…')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  SESSION_SECRET: z.string().min(MIN_SECRET_CHARS, 'expected at least 32 characters').optional(),
  SIGNUP: z
    .enum(['closed', 'invite', 'open'], { error: 'expected closed, invite or open' })
    .default('closed'),
  SMTP_URL: z
    .string()
    .regex(/^(smtps?:\/\/.+)?$/, 'expected smtp://… or smtps://…')
    .default(''),
  MAIL_FROM: z.string().default(''),
  S3_URL: z
    .string()
    .refine(
      text => text === '' || readS3Url(text) !== null,
      'expected s3://key:secret@host/bucket?region=…',
    )
    .default(''),
  TRUST_PROXY: z
    .string()
    .refine(isTrustProxy, 'expected a number of proxies, their addresses, or false')
    .default('false'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  CACHE_MB: z.coerce.number({ error: 'expected a number' }).min(0).max(65_536).default(64),
  METRICS_TOKEN: z
    .string()
    .regex(/^([\x21-\x7E]{16,})?$/, 'expected at least 16 characters, without spaces')
    .default(''),
  // The size of a file stands in a column of 31 bits.
  MAX_UPLOAD_MB: z.coerce.number({ error: 'expected a number' }).min(1).max(2047).default(20),
  MAX_IMPORT_MB: z.coerce.number({ error: 'expected a number' }).min(1).max(65_536).default(512),
  BACKUPS_KEPT: z.coerce.number({ error: 'expected a number' }).int().min(0).max(1000).default(7),
  WEBHOOKS_PRIVATE: z.enum(['true', 'false'], { error: 'expected true or false' }).default('false'),
  UPLOAD_TYPES: z
    .string()
    .regex(
      /^[a-z0-9]{1,10}([ ,]+[a-z0-9]{1,10})*$/i,
      'expected endings of files, such as zip, epub',
    )
    .default('mp3 mp4 webm zip'),
})

/**
 * Reads the environment; what is empty counts as absent. Throws a ConfigError that names every bad
 * variable. A missing SESSION_SECRET is made and kept in DATA_DIR.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The environment needs attention.\n${lines.join('\n')}`)
  }
  const values = parsed.data
  const baseUrl = new URL(values.BASE_URL ?? `http://localhost:${values.PORT}`)
  const dataDir = resolve(values.DATA_DIR)
  return {
    port: values.PORT,
    host: values.HOST,
    baseUrl,
    secure: baseUrl.protocol === 'https:',
    databaseUrl: resolveDatabaseUrl(values.DATABASE_URL, dataDir),
    dataDir,
    sessionSecret: values.SESSION_SECRET ?? keepSecret(dataDir),
    hasGivenSecret: values.SESSION_SECRET !== undefined,
    signup: values.SIGNUP,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    s3Url: values.S3_URL,
    trustProxy: readTrustProxy(values.TRUST_PROXY),
    logLevel: values.LOG_LEVEL,
    cacheBytes: values.CACHE_MB * MEBIBYTE,
    metricsToken: values.METRICS_TOKEN,
    maxUploadBytes: values.MAX_UPLOAD_MB * MEBIBYTE,
    maxImportBytes: values.MAX_IMPORT_MB * MEBIBYTE,
    backupsKept: values.BACKUPS_KEPT,
    webhooksPrivate: values.WEBHOOKS_PRIVATE === 'true',
    uploadTypes: values.UPLOAD_TYPES.toLowerCase().split(/[ ,]+/),
  }
}

function resolveDatabaseUrl(url: string | undefined, dataDir: string): string {
  if (url === undefined) return `file:${join(dataDir, 'blext.db')}`
  if (!url.startsWith('file:')) return url
  const path = url.replace(/^file:(\/\/)?/, '')
  return `file:${isAbsolute(path) ? path : resolve(path)}`
}

function isTrustProxy(text: string): boolean {
  return /^(\d{1,2}|true|false)$/.test(text) || text.split(',').every(isProxyAddress)
}

function isProxyAddress(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.trim().split('/')
  if (/^(loopback|linklocal|uniquelocal)$/.test(address)) return bits === '0'
  return rest.length === 0 && isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= 128
}

// Express would take `true` for “believe everything”: then whoever forges X-Forwarded-For is whoever
// they like, and no limit holds. It means one proxy here.
function readTrustProxy(text: string): number | string {
  if (text === 'true') return 1
  if (text === 'false') return 0
  return /^\d+$/.test(text) ? Number(text) : text
}

function keepSecret(dataDir: string): string {
  const path = join(dataDir, 'session-secret')
  if (!existsSync(path)) writeSecret(dataDir, path)
  const secret = readFileSync(path, 'utf8').trim()
  if (secret.length >= MIN_SECRET_CHARS) return secret
  throw new ConfigError(
    `${path} is damaged. Remove it, and a new secret is made at the next start.`,
  )
}

// Of two programs that start at once, both use the secret of the first.
function writeSecret(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}
