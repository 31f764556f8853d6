import { expect, test } from 'vitest'
import { indexDocuments, linkDocuments } from '../../../src/transfer/markdown/links.ts'

const files = [
  ...['content/blog/first.md', 'content/blog/second/index.md', 'content/notes/first.md'],
  ...['_posts/2024-01-02-harbour.md', 'docs/a b.mdx'],
].map(source => ({ source, path: `/root/${source}` }))
const find = indexDocuments(files)
const from = { source: 'content/blog/here.md', path: '/root/content/blog/here.md' }

test.each([
  ['first.md', 'content/blog/first.md'],
  ['./second/index.md', 'content/blog/second/index.md'],
  ['../notes/first.md', 'content/notes/first.md'],
  ['@/blog/first.md', 'content/blog/first.md'],
  ['@/content/notes/first', 'content/notes/first.md'],
  ['@/second', 'content/blog/second/index.md'],
  ['@/2024-01-02-harbour', '_posts/2024-01-02-harbour.md'],
  ['@/docs/a%20b.mdx', 'docs/a b.mdx'],
])('%s is %s', (written, source) => {
  expect(find(written, from)?.source).toBe(source)
})

test.each(['@/first', '@/none', '../../etc/passwd.md'])('%s is none, or several', written => {
  expect(find(written, { source: 'x.md', path: '/root/x.md' })).toBeNull()
})

test('links to documents lead to their addresses; others stay, and what is missing is said once', async () => {
  const body =
    '[a](first.md#x) [b](https://a.b/c.md) [c](none.md) [d](none.md) `[e](first.md)` [f](/first)'
  const said: unknown[] = []
  const addressOf = (path: string) => Promise.resolve(find(path, from) && '/posts/first')

  const text = await linkDocuments(body, addressOf, (...remark) => said.push(remark))

  expect(text).toBe(
    '[a](/posts/first#x) [b](https://a.b/c.md) [c](none.md) [d](none.md) `[e](first.md)` [f](/first)',
  )
  expect(said).toHaveLength(2)
})
