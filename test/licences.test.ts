import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listLicences, printLicences } from '../scripts/licence-list.ts'

/** Each lets Blext be given away under MIT; LGPL belongs to libraries that are loaded, not built in. */
const ACCEPTED = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'PSF-2.0'],
  ...['LGPL-3.0-or-later', 'BlueOak-1.0.0', 'Python-2.0', 'Unlicense', 'CC0-1.0'],
])

const list = listLicences(readFileSync('package-lock.json', 'utf8'), 'node_modules')

test('S84: every package that runs has a licence that lets it', () => {
  const refused = list.filter(({ licence }) => !isAccepted(licence))

  expect(refused).toEqual([])
})

test('S84: the list of licences in docs is up to date', () => {
  const shown = readFileSync('docs/licences.md', 'utf8').replace(/ +/g, ' ')

  // Formatting pads the table.
  for (const line of printLicences(list).split('\n')) {
    if (line.startsWith('| ') && !line.startsWith('| ---')) expect(shown).toContain(line)
  }
  expect(shown.match(/^\| /gm)?.length).toBe(list.length + 2)
})

test('S84: every version is pinned by the lock file, with a checksum', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; inBundle?: boolean }>
  }
  const loose = Object.entries(packages).filter(
    ([path, { version, integrity, inBundle }]) =>
      path !== '' && inBundle !== true && !(version && integrity?.startsWith('sha512-')),
  )

  expect(loose).toEqual([])
})

// `A AND B` asks for both, `A OR B` offers a choice.
function isAccepted(licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' AND ')
    .every(part => part.split(' OR ').some(choice => ACCEPTED.has(choice)))
}
