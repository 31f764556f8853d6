import type { Request } from 'express'
import { expect, test } from 'vitest'
import { backTo, returnTo } from '../../src/http/return.ts'

test.each(['/admin/posts', '/admin/tags?q=a&page=2', '/admin/posts/1/edit#tags'])(
  'goes back to %s',
  path => {
    expect(returnTo(request({ returnTo: path }))).toBe(path)
  },
)

test.each([
  '',
  '/',
  '/admin',
  '//evil.example/admin/',
  '/\\evil.example',
  'https://evil.example/admin/posts',
  '/admin/\\evil.example',
  '/admin/posts\r\nSet-Cookie: a=b',
  '/admin/ posts',
  'javascript:/admin/',
  ['/admin/posts'],
  { a: '/admin/posts' },
  null,
])('S55: never goes back to %j', path => {
  expect(returnTo(request({ returnTo: path }))).toBeNull()
})

test('goes back to the list that a form was sent from', () => {
  const from = (referer: string) => backTo(request({}, referer), '/admin/posts')

  expect(from('http://blog.example/admin/tags?q=a')).toBe('/admin/tags?q=a')
  expect(from('http://blog.example/admin/tags/7')).toBe('/admin/posts')
  expect(from('http://evil.example/admin/tags')).toBe('/admin/posts')
  expect(from('nonsense')).toBe('/admin/posts')
  expect(from('')).toBe('/admin/posts')
})

function request(body: unknown, referer?: string): Request {
  const headers: Record<string, string | undefined> = { host: 'blog.example', referer }
  return { body, get: (name: string) => headers[name] } as unknown as Request
}
