import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { listFiles, readText } from './support/files.ts'

vi.setConfig({ testTimeout: 60_000 })

type Manifest = {
  bin: Record<string, string>
  scripts: Record<string, string>
  dependencies: Record<string, string>
}
type Packed = { files: { path: string }[]; unpackedSize: number }

const MEBIBYTE = 1024 * 1024

const manifest = JSON.parse(readText('package.json')) as Manifest

function pack(): Packed {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const [packed] = JSON.parse(
    execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Packed[]
  if (!packed) throw new Error('npm packed nothing.')
  return packed
}

test('the package holds all that the program reads while it runs, and nothing else', () => {
  const { files, unpackedSize } = pack()
  const paths = files.map(({ path }) => path)
  const ofRoot = listFiles('src', '.ts').filter(path =>
    /^import \{[^}]*\broot\b[^}]*\} from '[./]+context\.ts'/m.test(readText(path)),
  )
  const read = ofRoot.flatMap(path =>
    [...readText(path).matchAll(/join\(root, '([\w.-]+)'(?:, '([\w.-]+)')?/g)].map(
      ([, first = '', second]) => (second === undefined ? first : `${first}/${second}`),
    ),
  )
  const needed = [
    ...read,
    'LICENSE',
    'README.md',
    'views/errors',
    'public/css',
    'public/favicon.svg',
  ]
  const isThere = (wanted: string) =>
    paths.some(path => path === wanted || path.startsWith(`${wanted}/`))
  const kept =
    /^(dist|public|views|demo|prisma\/migrations)\/|^(prisma\/schema\.prisma|package\.json|README\.md|LICENSE|CHANGELOG\.md|\.env\.example)$/

  expect(read.length).toBeGreaterThan(3)
  expect(needed.filter(path => !isThere(path))).toEqual([])
  expect(paths.filter(path => !kept.test(path))).toEqual([])
  expect(
    paths.filter(path => /\.test\.|\.ts$|\.stamp$|\.db$|(^|\/)\.env$|session-secret/.test(path)),
  ).toEqual([])
  expect(unpackedSize).toBeLessThan(20 * MEBIBYTE)
  // Where the program was built, it is in the package.
  for (const built of ['dist/main.js', 'public/build/admin.js'].filter(path => existsSync(path))) {
    expect(paths).toContain(built)
  }
})

test('packing builds the program first, and its command is what was built', () => {
  expect(manifest.bin).toEqual({ blext: 'dist/main.js' })
  expect(manifest.scripts['prepack']).toBe('node scripts/build.mjs')
  expect(readText('src/main.ts')).toMatch(/^#!\/usr\/bin\/env node\n/)
})

test('what the program imports while it runs is installed with the package', () => {
  const { dependencies } = manifest
  const imported = listFiles('src', '.ts')
    .filter(path => !path.startsWith('src/client/'))
    .flatMap(path => [
      ...readText(path).matchAll(/^(?!import type\b)(?:import|export|\}) .*\bfrom '([^.'\n]+)'$/gm),
    ])
    .map(([, name = '']) => {
      const parts = name.split('/')
      return parts.slice(0, name.startsWith('@') ? 2 : 1).join('/')
    })
    .filter(name => !name.startsWith('node:'))

  expect(imported.length).toBeGreaterThan(50)
  expect([...new Set(imported)].filter(name => !(name in dependencies))).toEqual([])
})
