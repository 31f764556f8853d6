import { expect, test } from 'vitest'
import { z } from 'zod'
import { idOf } from '../../src/http/errors.ts'
import { listField, readForm, typedFields } from '../../src/http/form.ts'
import { countPages, readPage } from '../../src/http/pagination.ts'

const Form = z.object({ title: z.string().min(1, 'A title is required.'), body: z.string() })

test('a good form gives its values and nothing that was not asked for', () => {
  const form = readForm(Form, { title: 'Tide', body: '', role: 'admin' })

  expect(form).toMatchObject({ ok: true, values: { title: 'Tide', body: '' } })
  expect(form.ok && Object.keys(form.values)).toEqual(['title', 'body'])
})

test('a wrong form gives one message a field and the input', () => {
  const form = readForm(Form, { title: '', body: 'kept' })

  expect(form).toMatchObject({ ok: false, errors: { title: 'A title is required.' } })
  expect(form.input).toEqual({ title: '', body: 'kept' })
})

test.each([undefined, null, {}, [], 'text', { title: { contains: '' }, body: ['a'] }])(
  'S32: %j is a wrong form, not an error',
  body => {
    expect(readForm(Form, body)).toMatchObject({ ok: false })
  },
)

test('S32: only texts count as typed', () => {
  const body = { a: 'text', b: ['x'], c: { d: 1 }, e: null, f: 1, g: true }

  expect(typedFields(body)).toEqual({ a: 'text' })
  expect(listField(['a', { b: 1 }, null, 'c'])).toEqual(['a', 'c'])
  expect(listField('a')).toEqual(['a'])
  expect(listField({ a: 'b' })).toEqual([])
})

test('S67: a field named __proto__ pollutes nothing', () => {
  const body = JSON.parse('{"__proto__":{"polluted":"1"},"title":"Tide","body":""}') as unknown

  readForm(Form, body)
  typedFields(body)

  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test.each([
  ['1', 1],
  ['2', 2],
  ['999999999', 999_999_999],
  ['0', 1],
  ['-1', 1],
  ['1e9', 1],
  ['NaN', 1],
  ['٣', 1],
  ['9999999999', 1],
  ['1.5', 1],
  [' 2', 1],
  [['1', '2'], 1],
  [{ a: '2' }, 1],
  [undefined, 1],
])('S33: ?page=%j is page %j', (value, page) => {
  expect(readPage(value)).toBe(page)
})

test('S33: a page beyond the last leads back to it', () => {
  const pages = countPages({ page: 999_999_999, perPage: 10, total: 25 }, '/tags/a', { q: 'x&y' })

  expect(pages).toEqual({
    page: 999_999_999,
    last: 3,
    previous: '/tags/a?q=x%26y&page=3',
    next: null,
  })
})

test.each(['', '0', '-1', '1.0', '1e3', '0x1', '1 ', '9999999999', '٣', undefined, ['1'], {}])(
  'S32: %j is no id: 404',
  text => {
    expect(() => idOf(text)).toThrow(expect.objectContaining({ status: 404 }))
  },
)
