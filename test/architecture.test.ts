import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { firstTheme } from '../src/settings/theme/themes.ts'
import { listFiles, readText } from './support/files.ts'

/** A folder imports only from itself and from those that stand after it. The README shows the same list. */
const LADDER = [
  'main.ts',
  'cli/',
  'app.ts',
  'webhooks/',
  'api/',
  'belongings/',
  'transfer/',
  'operations/',
  'reading/',
  'workbench/',
  'library/',
  'writing/',
  'series/',
  'taxonomy/',
  'history/',
  'outbox/',
  'media/',
  'accounts/',
  'settings/',
  'http/',
  'context.ts',
  'background.ts',
  'render/',
  'mail/',
  'metrics/',
  'storage/',
  'i18n/',
  'db/',
  'config.ts',
  'threads/',
  'text/',
]

/** HTML that is printed as it is: rendered Markdown, cleaned by src/render before it was stored. */
const CLEANED_HTML = ['html', 'post.html']

/** JSON in which nothing can end the script element around it: see src/reading/structured.ts. */
const SAFE_DATA = ['page.structured']

const server = listFiles('src', '.ts')
  .filter(path => !path.startsWith('src/client/'))
  .map(path => ({ path: path.slice('src/'.length), text: readText(path) }))
const browser = listFiles('src/client', '.ts').map(path => ({ path, text: readText(path) }))
const views = listFiles('views', '.ejs').map(path => ({
  path,
  name: path.slice('views/'.length, -'.ejs'.length),
  text: readText(path),
}))
const tests = listFiles('test', '.ts').map(path => ({ path, text: readText(path) }))

test('every file of the server stands on a rung of the ladder', () => {
  expect(server.map(({ path }) => path).filter(path => rungOf(path) === -1)).toEqual([])
})

test('a folder imports only from itself and from lower rungs', () => {
  const upward = server.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(name => name.startsWith('.'))
      .map(name => join(dirname(path), name))
      .filter(target => rungOf(target) < rungOf(path))
      .map(target => `${path} imports ${target}`),
  )

  expect(upward).toEqual([])
})

test('the browser’s scripts import nothing of the server but pure functions', () => {
  const outside = browser.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(name => name.startsWith('.'))
      .map(name => join(dirname(path), name))
      .filter(target => !/^src\/(client|text)\//.test(target))
      .map(target => `${path} imports ${target}`),
  )

  expect(outside).toEqual([])
})

test('only app.ts imports routes', () => {
  const importers = server.filter(({ path, text }) => {
    const others = importsOf(text).filter(name => basename(name) === 'routes.ts')
    return path !== 'app.ts' && others.length > 0
  })

  expect(pathsOf(importers)).toEqual([])
})

test('only the web’s own files run express; others may name its types, but never a service or a form', () => {
  const runs = /^import (?!type\b).* from 'express'$/m
  const ofTheWeb = (path: string) =>
    path === 'app.ts' || path.startsWith('http/') || basename(path) === 'routes.ts'
  const runners = server.filter(({ text }) => runs.test(text))
  const business = server.filter(
    ({ path, text }) =>
      ['service.ts', 'form.ts'].includes(basename(path)) && importsOf(text).includes('express'),
  )

  expect(pathsOf(runners).filter(path => !ofTheWeb(path))).toEqual([])
  expect(pathsOf(business)).toEqual([])
})

test('the environment is read in main.ts and nowhere else', () => {
  const readers = server.filter(({ text }) => /\bprocess\.env\b/.test(text))

  expect(pathsOf(readers)).toEqual(['main.ts'])
})

test('S40: no query is put together from text', () => {
  const unsafe = server.filter(({ text }) => /RawUnsafe|Prisma\.raw\b/.test(text))

  expect(pathsOf(unsafe)).toEqual([])
})

test('only db/ knows the database clients and drivers', () => {
  const drivers = /^(@prisma\/|better-sqlite3$|pg$)/
  const others = server.filter(({ text }) => importsOf(text).some(name => drivers.test(name)))

  expect(pathsOf(others).filter(path => !path.startsWith('db/'))).toEqual([])
})

test('no test replaces a module, pretends a time, or is switched off', () => {
  const banned = /\bvi\.(mock|doMock|useFakeTimers|spyOn|fn)\b|\.(skip|only|todo|skipIf|runIf)\(/
  const offenders = tests.filter(({ text }) => banned.test(text))

  expect(pathsOf(offenders)).toEqual([])
})

test('tests that open a site are named so, and so run on every database', () => {
  const misnamed = tests.filter(({ path, text }) => {
    const opens = /\bopenSite\(/.test(text)
    return path.endsWith('.test.ts') && opens && !path.endsWith('.site.test.ts')
  })

  expect(pathsOf(misnamed)).toEqual([])
})

test('S36: views print HTML as it is only where it was cleaned', () => {
  const raw = views.flatMap(({ path, text }) =>
    [...text.matchAll(/<%-(.*?)-?%>/gs)]
      .map(([, code = '']) => code.trim())
      .filter(
        code => !code.startsWith('include(') && ![...CLEANED_HTML, ...SAFE_DATA].includes(code),
      )
      .map(code => `${path}: ${code}`),
  )

  expect(raw).toEqual([])
})

test('every view that is rendered or included exists', () => {
  // Names are written whole, though not always in the call that renders them.
  const rendered = server
    .filter(({ text }) => /\bres\b[^\n]*\.render\(/.test(text))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/'([a-z]+\/[a-z][a-z-]*)'/g)].map(([, name = '']) => ({ path, name })),
    )
    .filter(({ name }) => !/^(application|text|image|multipart)\//.test(name))
  const missing = [...rendered, ...themedPages()].filter(
    ({ name }) => !existsSync(`views/${name}.ejs`),
  )
  const unresolved = views.flatMap(({ path, text }) =>
    includesOf(text)
      .filter(name => resolveInclude(path, name) === null)
      .map(name => `${path} includes ${name}`),
  )

  expect(missing).toEqual([])
  expect(unresolved).toEqual([])
})

test('every view is rendered or included somewhere', () => {
  const code = server.map(({ text }) => text).join('\n')
  const included = new Set(
    views.flatMap(({ path, text }) => includesOf(text).map(name => resolveInclude(path, name))),
  )
  const pages = themedPages().map(({ name }) => basename(name))
  const unused = views.filter(({ path, name }) => {
    const isPage = name.startsWith('themes/') && pages.includes(basename(name))
    return !isPage && !code.includes(`'${name}'`) && !included.has(path)
  })

  expect(pathsOf(unused)).toEqual([])
})

test('every command that the documents name exists', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
  const named = documents().flatMap(({ path, text }) =>
    [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => ({ path, name })),
  )

  expect(named.filter(({ name }) => !(name in scripts))).toEqual([])
})

test('the README shows the ladder as it is', () => {
  const shown = [...readText('README.md').matchAll(/^\| `([\w-]+(?:\/|\.ts))` +\|/gm)]
    .map(([, rung]) => rung)
    .filter(rung => rung !== 'client/')

  expect(shown).toEqual(LADDER)
})

function rungOf(path: string): number {
  return LADDER.findIndex(rung => (rung.endsWith('/') ? path.startsWith(rung) : path === rung))
}

// Types count too: what one cannot name, one cannot depend on.
function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)
  return [...found].map(([, name = '']) => name)
}

function includesOf(text: string): string[] {
  return [...text.matchAll(/\binclude\(\s*'([^']+)'/g)].map(([, name = '']) => name)
}

// The pages of a theme and their parts; the first theme has them all.
function themedPages(): { path: string; name: string }[] {
  return [...server, ...views].flatMap(({ path, text }) =>
    [...text.matchAll(/\btheme\.view\('([a-z-]+)'\)/g)].map(([, page = '']) => ({
      path,
      name: `themes/${firstTheme}/${page}`,
    })),
  )
}

// As EJS does it: beside the view, else from the folder of all views.
function resolveInclude(view: string, name: string): string | null {
  const candidates = [join(dirname(view), `${name}.ejs`), join('views', `${name}.ejs`)]
  return candidates.find(path => existsSync(path)) ?? null
}

function documents(): { path: string; text: string }[] {
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
    .filter(path => existsSync(path))
    .map(path => ({ path, text: readText(path) }))
}

const pathsOf = (files: { path: string }[]): string[] => files.map(({ path }) => path)
