import { expect, test } from 'vitest'
import { safeNext } from '../../src/accounts/guard.ts'

const KEPT = [
  '/admin/posts',
  '/admin/posts?q=a&tag=b%2Fc&page=2',
  '/posts/many-to-many#comments',
  '/tags/%E6%97%A5',
  '/admin/posts/1//edit',
  '/search?q=https://evil.example',
  '/.//evil.example',
  '/',
]

const ELSEWHERE = [
  '',
  ' ',
  'admin/posts',
  'https://evil.example',
  'HTTPS://evil.example/admin',
  'https:evil.example',
  'https:/evil.example',
  'http://blog.example@evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '//evil.example/%2f..',
  '//blog.example@evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/admin\\posts',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/\u00a0/evil.example',
  '/\u0000/evil.example',
  '\u0000//evil.example',
  '/\u2028/evil.example',
  '/\u200b\n/evil.example',
  '/\u0085/evil.example',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://evil.example/1',
  'file:///etc/passwd',
  'mailto:a@evil.example',
  'evil.example',
  'evil.example//admin',
  '?next=//evil.example',
  '#//evil.example',
  './/evil.example',
  '..//evil.example',
  '%2f%2fevil.example',
  '/admin\r\nSet-Cookie: a=b',
  '/admin\nLocation: https://evil.example',
]

test.each(KEPT)('S55: goes on to %j', next => {
  expect(safeNext(next, '/admin')).toBe(next)
  expect(new URL(next, 'https://blog.example/login').host).toBe('blog.example')
})

test.each(ELSEWHERE)('S55: does not go on to %j', next => {
  expect(safeNext(next, '/admin')).toBe('/admin')
})
