import { expect, test } from 'vitest'
import { readRewriting, redirectHref } from '../../../src/writing/links/redirect.ts'

const page = new URL('https://blog.example/posts/-')

test.each([
  ['/posts/old', '/posts/new'],
  ['/posts/old/', '/posts/new'],
  ['/posts/old?a=1#b', '/posts/new?a=1#b'],
  ['old', '/posts/new'],
  ['../posts/old#b', '/posts/new#b'],
  ['https://blog.example/posts/old', 'https://blog.example/posts/new'],
  ['http://blog.example/posts/old#b', 'http://blog.example/posts/new#b'],
  ['//blog.example/posts/old', '//blog.example/posts/new'],
  ['/posts/%6fld', '/posts/new'],
  ['https://other.example/posts/old', null],
  ['/posts/older', null],
  ['mailto:old', null],
  ['#old', null],
])('%s becomes %s', (written, becomes) => {
  expect(redirectHref(written, { from: ['/posts/old'], to: '/posts/new' }, page)).toBe(becomes)
})

test('letters of other scripts stay as they are spelled', () => {
  const rewriting = { from: ['/posts/旧'], to: '/posts/新 (1)' }

  expect(redirectHref('/posts/旧', rewriting, page)).toBe('/posts/新%20%281%29')
  expect(redirectHref('/posts/%E6%97%A7', rewriting, page)).toBe('/posts/%E6%96%B0%20%281%29')
})

test('an anchor is replaced only where it is meant', () => {
  const rewriting = { from: ['/posts/a#old'], to: '/posts/a#new' }

  expect(redirectHref('/posts/a?b#old', rewriting, page)).toBe('/posts/a?b#new')
  expect(redirectHref('/posts/a#other', rewriting, page)).toBeNull()
  expect(redirectHref('/posts/a', rewriting, page)).toBeNull()
})

test.each([
  [
    { from: ['/a'], to: '/b' },
    { from: ['/a'], to: '/b' },
  ],
  [
    { from: ['/a/', 'https://blog.example/a#x'], to: '/b#y' },
    { from: ['/a', '/a#x'], to: '/b#y' },
  ],
  [
    { from: ['/a'], to: 'https://other.example/b' },
    { from: ['/a'], to: 'https://other.example/b' },
  ],
  [{ from: [], to: '/b' }, null],
  [{ from: ['/a'], to: '' }, null],
  [{ from: ['/a'], to: '/a' }, null],
  [{ from: ['/a'], to: 'javascript:alert(1)' }, null],
  [{ from: ['https://other.example/a'], to: '/b' }, null],
])('reads %j', (sent, rewriting) => {
  expect(readRewriting(sent, page)).toEqual(rewriting)
})
