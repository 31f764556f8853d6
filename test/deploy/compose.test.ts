import { existsSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readS3Url } from '../../src/text/s3-url.ts'
import { routesTable } from '../support/routes-table.ts'

type Service = {
  environment?: Record<string, string | number>
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  extends?: { service: string }
  healthcheck?: { test: string[] }
  restart?: string
  read_only?: boolean
  security_opt?: string[]
  cap_drop?: string[]
  privileged?: boolean
}

const text = readFileSync('compose.yaml', 'utf8')
const compose = load(text) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const nginx = readFileSync('deploy/nginx.conf', 'utf8')
const { services } = compose
const instance = services['blext-1'] ?? {}

const SECRETS: Record<string, string> = {
  SESSION_SECRET: 'a secret of more than thirty-two characters',
  DATABASE_PASSWORD: 'database1',
  S3_SECRET: 'storage1',
}

test('what the instances are told is known to the program, and good', () => {
  const known = readFileSync('.env.example', 'utf8')
  const given = Object.entries(instance.environment ?? {})

  const config = readConfig(
    Object.fromEntries(given.map(([name, value]) => [name, fill(String(value))])),
  )

  const unknown = given.filter(([name]) => !new RegExp(`^${name}=`, 'm').test(known))
  expect(unknown).toEqual([])
  expect(config).toMatchObject({
    ...{ port: 3000, host: '0.0.0.0', trustProxy: 1, sessionSecret: SECRETS['SESSION_SECRET'] },
    databaseUrl: 'postgresql://blext:database1@database:5432/blext',
  })
  expect(readS3Url(config.s3Url)).toMatchObject({
    ...{ endpoint: 'http://storage:9000', bucket: 'blext', secretAccessKey: 'storage1' },
  })
})

test('both instances are alike, and the proxy knows both by their names and port', () => {
  const upstreams = [...nginx.matchAll(/^ +server ([\w-]+):(\d+)/gm)].map(([, name, port]) => [
    name,
    Number(port),
  ])

  expect(services['blext-2']).toEqual({ extends: { service: 'blext-1' } })
  expect(upstreams).toEqual([
    ['blext-1', instance.environment?.['PORT']],
    ['blext-2', instance.environment?.['PORT']],
  ])
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`EXPOSE ${instance.environment?.['PORT']}`)
})

test('each is asked how it is, at an address that there is, and waits for what it needs', () => {
  const checks = Object.values(services).flatMap(({ healthcheck }) => healthcheck?.test ?? [])
  const addresses = checks.flatMap(part => /http:\/\/127\.0\.0\.1:\d+(\/\w+)/.exec(part)?.[1] ?? [])
  const routes = Object.keys(routesTable)

  expect(addresses.sort()).toEqual(['/healthz', '/readyz'])
  expect(routes).toEqual(expect.arrayContaining(addresses.map(path => `GET ${path}`)))
  const waitedFor = Object.values(services).flatMap(({ depends_on: needs = {} }) =>
    Object.entries(needs).filter(([, { condition }]) => condition === 'service_healthy'),
  )
  expect(waitedFor.filter(([name]) => !isChecked(name))).toEqual([])
})

const isChecked = (name: string): boolean => {
  const { healthcheck, extends: other } = services[name] ?? {}
  return healthcheck !== undefined || (other !== undefined && isChecked(other.service))
}

test('S77: no secret stands in the file, and one that is missing stops the start', () => {
  const passwords = [...text.matchAll(/\$\{(\w*(?:SECRET|PASSWORD))(:\?)?/g)]
  const names = new Set(passwords.map(([, name]) => name))
  const required = new Set(passwords.flatMap(([, name, sign]) => (sign ? [name] : [])))
  const [, header = ''] = /printf '([^']+)'/.exec(text) ?? []

  expect(required).toEqual(names)
  for (const name of names) expect(header).toContain(`${name}=`)
  expect(text).not.toMatch(/(?:SECRET|PASSWORD): (?!\$\{)/)
})

test('every volume is declared, and every file that is mounted is here', () => {
  const sources = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .filter(volume => volume.includes(':'))
    .map(volume => volume.split(':')[0] ?? '')
  const files = sources.filter(source => source.startsWith('./'))

  expect(new Set(sources.filter(source => !files.includes(source)))).toEqual(
    new Set(Object.keys(compose.volumes)),
  )
  expect(files.filter(file => !existsSync(file))).toEqual([])
})

const fill = (value: string): string =>
  value.replace(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, name: string, other = '') =>
    String(SECRETS[name] ?? other),
  )

test('S78: the image runs as nobody special, and only its data may be written', () => {
  const image = readFileSync('Dockerfile', 'utf8')
  const last = image.slice(image.lastIndexOf('FROM '))

  expect(last).toMatch(/^USER node$/m)
  expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('ENTRYPOINT'))
  expect([...last.matchAll(/chown [^\n]*/g)].map(([line]) => line)).toEqual([
    'chown node:node data',
  ])
})

test('S78: an instance writes nothing but its data and /tmp, and gains no rights', () => {
  expect(instance).toMatchObject({
    read_only: true,
    security_opt: ['no-new-privileges:true'],
    cap_drop: ['ALL'],
    volumes: ['data:/app/data', '/tmp'],
  })
  for (const service of Object.values(services)) expect(service.privileged).toBeUndefined()
  // Only the proxy is reached from outside; the role of the database owns that one database.
  expect(Object.entries(services).flatMap(([name, each]) => ('ports' in each ? name : []))).toEqual(
    ['proxy'],
  )
  const role = readFileSync('deploy/create-role.sh', 'utf8')
  expect(role).toContain('CREATE ROLE blext LOGIN PASSWORD')
  expect(role).not.toMatch(/superuser|createdb|createrole/iu)
})
