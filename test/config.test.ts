import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrateSite } from '../src/cli/site.ts'
import { ConfigError, readConfig } from '../src/config.ts'
import { readText } from './support/files.ts'

const SESSION_SECRET = 'a secret that only the tests know'

test('without an environment everything has its default', () => {
  expect(readConfig({ SESSION_SECRET })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    baseUrl: new URL('http://localhost:3000'),
    secure: false,
    databaseUrl: `file:${resolve('data/blext.db')}`,
    dataDir: resolve('data'),
    sessionSecret: SESSION_SECRET,
    hasGivenSecret: true,
    signup: 'closed',
    smtpUrl: '',
    mailFrom: '',
    s3Url: '',
    trustProxy: 0,
    logLevel: 'info',
    cacheBytes: 64 * 1024 * 1024,
    maxUploadBytes: 20 * 1024 * 1024,
    maxImportBytes: 512 * 1024 * 1024,
    backupsKept: 7,
    metricsToken: '',
    webhooksPrivate: false,
    uploadTypes: ['mp3', 'mp4', 'webm', 'zip'],
  })
})

test('what is empty or blank counts as absent', () => {
  const empty = { PORT: '', BASE_URL: ' ', SIGNUP: '', LOG_LEVEL: '', TRUST_PROXY: '' }

  expect(readConfig({ SESSION_SECRET, ...empty })).toEqual(readConfig({ SESSION_SECRET }))
})

test('the file of examples holds nothing but defaults', () => {
  const lines = readText('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)
  const example = Object.fromEntries([...lines].map(([, name, value]) => [String(name), value]))

  expect(readConfig({ ...example, SESSION_SECRET })).toEqual(readConfig({ SESSION_SECRET }))
})

test('all bad variables are named at once', () => {
  const bad = {
    PORT: 'http',
    BASE_URL: 'ftp://example.org',
    DATABASE_URL: 'mysql://x',
    SESSION_SECRET: 'short',
    SIGNUP: 'maybe',
    SMTP_URL: 'mail.example.org',
    TRUST_PROXY: 'the one in front',
    LOG_LEVEL: 'loud',
    CACHE_MB: '-1',
    MAX_UPLOAD_MB: 'big',
  }

  const message = failureOf(bad)

  expect(
    message
      .split('\n')
      .slice(1)
      .map(line => line.replace(/:.*/, '')),
  ).toEqual(Object.keys(bad))
  expect(message).not.toContain('short')
})

test.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '3000.5'],
  ['BASE_URL', 'example.org'],
  ['BASE_URL', 'javascript:alert(1)'],
  ['DATABASE_URL', 'file:'],
  ['DATABASE_URL', 'data/blext.db'],
  ['SESSION_SECRET', 'x'.repeat(31)],
  ['TRUST_PROXY', '10.0.0.0/8/8'],
  ['TRUST_PROXY', '-1'],
  ['MAX_UPLOAD_MB', '0'],
  ['UPLOAD_TYPES', '.zip; .exe'],
  ['WEBHOOKS_PRIVATE', 'perhaps'],
  ['S3_URL', 's3://storage.example/blog'],
])('S77: %s does not take %s', (name, value) => {
  expect(failureOf({ [name]: value })).toMatch(new RegExp(`^The environment.*\n${name}: \\w`))
})

test.each([
  ['false', 0],
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['loopback', 'loopback'],
  ['127.0.0.1, 10.0.0.0/8', '127.0.0.1, 10.0.0.0/8'],
  ['fd00::/8', 'fd00::/8'],
])('TRUST_PROXY takes %s', (text, value) => {
  expect(readConfig({ SESSION_SECRET, TRUST_PROXY: text }).trustProxy).toBe(value)
})

test('S9: TRUST_PROXY=true means one proxy, never whoever writes a header', () => {
  expect(readConfig({ SESSION_SECRET, TRUST_PROXY: 'true' }).trustProxy).toBe(1)
})

test('the address of a SQLite file is made absolute, PostgreSQL’s is kept', () => {
  const databaseUrl = (url: string) => readConfig({ SESSION_SECRET, DATABASE_URL: url }).databaseUrl

  expect(databaseUrl('file:./a/b.db')).toBe(`file:${resolve('a/b.db')}`)
  expect(databaseUrl('file:///srv/b.db')).toBe('file:/srv/b.db')
  expect(databaseUrl('postgresql://u:p@h/d')).toBe('postgresql://u:p@h/d')
})

test('only an https address makes a site secure', () => {
  expect(readConfig({ SESSION_SECRET, BASE_URL: 'https://a.example' }).secure).toBe(true)
  expect(readConfig({ SESSION_SECRET, BASE_URL: 'http://a.example' }).secure).toBe(false)
})

test('S77: a missing secret is made, kept, and readable by its owner only', () => {
  const DATA_DIR = join(makeFolder(), 'new', 'data')

  const first = readConfig({ DATA_DIR }).sessionSecret

  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(readConfig({ DATA_DIR }).sessionSecret).toBe(first)
  expect(readConfig({ DATA_DIR: makeFolder() }).sessionSecret).not.toBe(first)
  const path = join(DATA_DIR, 'session-secret')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(first)
})

test('S78: the folder that is made for the data is its owner’s only, whoever makes it', async () => {
  const bySecret = join(makeFolder(), 'new', 'data')
  const byMigration = join(makeFolder(), 'new', 'data')

  readConfig({ DATA_DIR: bySecret })
  await migrateSite(readConfig({ DATA_DIR: byMigration, SESSION_SECRET }))

  expect([bySecret, byMigration].map(path => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
})

test.each(['', 'short', ' '.repeat(64)])('S77: a kept secret of “%s” is refused', secret => {
  const DATA_DIR = makeFolder()
  writeFileSync(join(DATA_DIR, 'session-secret'), secret)

  expect(failureOf({ DATA_DIR, SESSION_SECRET: '' })).toMatch(/session-secret is damaged/)
})

function failureOf(env: Record<string, string>): string {
  try {
    readConfig({ SESSION_SECRET, ...env })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('The environment was accepted.')
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'blext-config-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  return folder
}
