import { expect, test } from 'vitest'
import { findAddressFault, isPublicAddress } from '../../../src/http/outside/address.ts'

test.each([
  ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '0.0.0.0', '100.64.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255', '192.0.2.1', '203.0.113.9'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1'],
  ...['fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1'],
  ...['localhost', '', '1.2.3'],
])('S70: %s is nobody’s on the internet', address => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.167.0.1', '2606:4700:4700::1111', '2a00::1'])(
  '%s may be asked',
  address => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  ...['http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f000001/'],
  ...[
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://0/',
    'http://①②⑦.0.0.1/',
  ],
  ...[
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fd00::1]/',
  ],
  ...['http://169.254.169.254/latest/meta-data/', 'http://localhost:5432/', 'http://LOCALHOST./'],
  ...['http://db.localhost/', 'http://printer.local/', 'https://metadata.google.internal/'],
])('S70: %s is refused as private, however it is written', address => {
  expect(findAddressFault(address, { mayBePrivate: false })).toMatch(/private network/)
  expect(findAddressFault(address, { mayBePrivate: true })).toBe(null)
})

test.each([
  ...['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'gopher://example.com/'],
  ...['http://', 'example.com/hook', '', 'http://name@example.com/', 'https://a:b@example.com/'],
])('S70: %s is refused, even where private networks may be asked', address => {
  expect(findAddressFault(address, { mayBePrivate: true })).not.toBe(null)
})

test('an address of the internet is no fault', () => {
  expect(findAddressFault('https://hooks.example.com:8443/a?b=c', { mayBePrivate: false })).toBe(
    null,
  )
})
