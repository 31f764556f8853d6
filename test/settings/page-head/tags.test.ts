import { expect, test } from 'vitest'
import { formatHeadTags, parseHeadTags } from '../../../src/settings/page-head/tags.ts'

test.each([
  '<link rel="me" href="https://social.example/@ann">',
  '<meta name="google-site-verification" content="a&amp;b &quot;c&quot;">',
  '<meta property="fb:app_id" content="1">',
  '<link rel="license" href="/pages/licence">',
])('takes %s, and writes it as it was', line => {
  const read = parseHeadTags(`\n${line}\n\n`)

  expect('tags' in read && formatHeadTags(read.tags)).toBe(line)
})

test.each([
  ['<script>alert(1)</script>', 'form'],
  ['<meta name="author" content="x" onload="alert(1)">', 'attribute'],
  ['<meta http-equiv="refresh" content="0;url=//evil.example">', 'attribute'],
  ['<meta name="referrer" content="unsafe-url">', 'name'],
  ['<meta name="viewport" content="width=1">', 'name'],
  ['<meta name="author">', 'content'],
  ['<meta content="x">', 'name'],
  ['<link rel="stylesheet" href="/x.css">', 'rel'],
  ['<link rel="me stylesheet" href="/x.css">', 'rel'],
  ['<link rel="canonical" href="/x">', 'rel'],
  ['<link rel="me" href="javascript:alert(1)">', 'address'],
  ['<link rel="me" href="//evil.example">', 'address'],
  ['<link rel="me" href="/x"><script>', 'form'],
  ["<link rel='me' href='/x'>", 'form'],
])('refuses %s for its %s, and names the line', (line, problem) => {
  const good = '<meta name="author" content="Ann">'

  expect(parseHeadTags(`${good}\n${line}`)).toEqual({ wrongLine: 2, problem })
})
