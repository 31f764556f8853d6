import { expect, test } from 'vitest'
import { formatNavigation, parseNavigation } from '../../src/settings/navigation.ts'

test.each([
  ['', []],
  ['About | /pages/about', [{ label: 'About', url: '/pages/about' }]],
  ['  Mail|mailto:me@example.org ', [{ label: 'Mail', url: 'mailto:me@example.org' }]],
  ['A | B | https://example.org/?q=1', [{ label: 'A | B', url: 'https://example.org/?q=1' }]],
  [
    'Eins | /1\r\n\r\nTwo | http://example.org',
    [
      { label: 'Eins', url: '/1' },
      { label: 'Two', url: 'http://example.org' },
    ],
  ],
])('reads the links of %j', (text, links) => {
  expect(parseNavigation(text)).toEqual({ links })
})

test.each([
  ['About', 1],
  [' | /pages/about', 1],
  ['About | ', 1],
  ['About | pages/about', 1],
  ['Fine | /\nBad | javascript:alert(1)', 2],
  ['Bad | JavaScript:alert(1)', 1],
  ['Bad | java\tscript:alert(1)', 1],
  ['Bad | data:text/html,x', 1],
  ['Bad | //elsewhere.example/', 1],
  ['Bad | /\\elsewhere.example/', 1],
  ['Bad | /\t/elsewhere.example/', 1],
])('names the line of %j that is no link', (text, wrongLine) => {
  expect(parseNavigation(text)).toEqual({ wrongLine })
})

test('writes links as they are read', () => {
  const text = 'About | /pages/about\nMail | mailto:me@example.org'
  const navigation = parseNavigation(text)

  expect('links' in navigation && formatNavigation(navigation.links)).toBe(text)
})
