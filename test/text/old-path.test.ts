import { expect, test } from 'vitest'
import { cleanOldPath } from '../../src/text/old-path.ts'

test.each([
  ['/2019/01/old.html', '/2019/01/old.html'],
  ['old-name/', '/old-name'],
  ['//old//name', null],
  ['/a//b/', '/a/b'],
  ['https://old.example.org/blog/hello/?p=7#top', '/blog/hello'],
  ['/caf%C3%A9', '/café'],
  ['/cafe\u0301', '/café'],
  ['/100%', '/100%'],
  ['  /x  ', '/x'],
  ['', null],
  ['/', null],
  ['../../etc/passwd', null],
  ['/a/../b', null],
  ['/a/%2e%2e/b', null],
  ['\\\\evil\\x', null],
  ['/a\nb', null],
  ['/a%0d%0ab', null],
  ['javascript:alert(1)', null],
  ['https://old.example.org', null],
])('keeps %j as %j', (text, path) => {
  expect(cleanOldPath(text)).toBe(path)
})
