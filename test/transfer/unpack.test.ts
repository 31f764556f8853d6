import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { ZipFile } from 'yazl'
import { sayRemark } from '../../src/transfer/report.ts'
import { checkZip, unpackZip } from '../../src/transfer/unpack.ts'
import { makeFolder } from '../support/folder.ts'

const LIMITS = { maxBytes: 50 * 1024 * 1024, maxFiles: 1_000 }

test('unpacks folders, names of any language and empty files, and leaves out what systems put in', async () => {
  const { path, target } = await writeZip({
    'blog/一篇.md': '正文',
    'blog/empty.md': '',
    '__MACOSX/blog/._one.md': 'noise',
    'blog/.DS_Store': 'noise',
  })

  expect(await unpackZip(path, target, LIMITS)).toBeNull()

  expect(listAll(target)).toEqual(['blog/empty.md', 'blog/一篇.md'])
})

test.each([
  ['../evil.md', 'leaves the folder'],
  ['/etc/evil.md', 'leaves the folder'],
  ['a/../../evil.md', 'leaves the folder'],
  ['..\\evil.md', 'leaves the folder'],
  ['c:/evil.md', 'leaves the folder'],
  ['a\0b.md', 'leaves the folder'],
])('S64: a zip with the path %j is refused, and nothing is written', async (name, reason) => {
  const safe = 'x'.repeat(Buffer.byteLength(name))
  const { path, target } = await writeZip({ [safe]: 'text' }, bytes => replace(bytes, safe, name))

  const refused = await unpackZip(path, target, LIMITS)

  expect(refused && sayRemark(refused)).toMatch(new RegExp(`${reason}|is damaged`))
  expect(listAll(dirname(target))).toEqual(['some.zip'])
})

test('S64: a link in a zip is refused', async () => {
  const { path, target } = await writeZip({}, undefined, zip =>
    zip.addBuffer(Buffer.from('/etc/passwd'), 'link.md', { mode: 0o120777 }),
  )

  expect(sayRefusal(await checkZip(path, LIMITS))).toContain('holds a link instead of a file')
  expect(listAll(target)).toEqual([])
})

test('S64: a file where the folder of another should be is refused', async () => {
  const { path, target } = await writeZip({ a: 'file', 'a/b.md': 'below it' })

  expect(sayRefusal(await unpackZip(path, target, LIMITS))).toContain('damaged')
})

test('S63: a zip that is packed too tightly, holds too much or too many files is refused at once', async () => {
  const started = performance.now()
  const tight = await writeZip({ 'zeros.md': Buffer.alloc(30 * 1024 * 1024) })
  const large = await writeZip({ 'a.md': Buffer.alloc(900_000), 'b.md': Buffer.alloc(900_000) })
  const many = await writeZip(
    Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.md`, ''])),
  )

  expect(sayRefusal(await checkZip(tight.path, LIMITS))).toContain('too tightly to be honest')
  const small = { maxBytes: 1024 * 1024, maxFiles: 10 }
  expect(sayRefusal(await checkZip(large.path, small))).toContain('larger than 1 MB')
  expect(sayRefusal(await checkZip(many.path, small))).toContain('more than 10 files')
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('S63: a zip that lies about a size writes no more than it said', async () => {
  const { path, target } = await writeZip({ 'a.md': Buffer.alloc(500_000, 'ab') }, bytes => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(500_000)
    const lie = Buffer.alloc(4)
    lie.writeUInt32LE(10)
    return replaceBytes(bytes, size, lie)
  })

  expect(await unpackZip(path, target, LIMITS)).not.toBeNull()
})

test('S63: an encrypted zip, one with a name twice and one that is cut off are refused', async () => {
  const encrypted = await writeZip({ 'a.md': 'text' }, bytes => {
    bytes.writeUInt16LE(bytes.readUInt16LE(6) | 1, 6)
    const central = bytes.indexOf('PK\x01\x02')
    bytes.writeUInt16LE(bytes.readUInt16LE(central + 8) | 1, central + 8)
    return bytes
  })
  const twice = await writeZip({ 'a.md': 'one', 'b.md': 'two' }, bytes =>
    replace(bytes, 'b.md', 'A.md'),
  )
  const cut = await writeZip({ 'a.md': 'x'.repeat(1_000) }, bytes => bytes.subarray(0, 60))

  expect(sayRefusal(await checkZip(encrypted.path, LIMITS))).toContain('encrypted')
  expect(sayRefusal(await checkZip(twice.path, LIMITS))).toContain('twice')
  expect(sayRefusal(await checkZip(cut.path, LIMITS))).toContain('damaged')
})

const sayRefusal = (refused: Awaited<ReturnType<typeof checkZip>>): string =>
  refused ? sayRemark(refused) : 'accepted'

async function writeZip(
  files: Record<string, string | Buffer>,
  change: (bytes: Buffer) => Buffer = bytes => bytes,
  more: (zip: ZipFile) => void = () => undefined,
): Promise<{ path: string; target: string }> {
  const { path: folder, remove } = makeFolder('unpack')
  onTestFinished(remove)
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  more(zip)
  zip.end()
  const path = join(folder, 'some.zip')
  writeFileSync(path, change(await buffer(zip.outputStream)))
  const target = join(folder, 'target')
  mkdirSync(target)
  return { path, target }
}

const replace = (bytes: Buffer, from: string, to: string): Buffer =>
  replaceBytes(bytes, Buffer.from(from), Buffer.from(to))

function replaceBytes(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + to.length)) {
    to.copy(bytes, at)
  }
  return bytes
}

function listAll(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
