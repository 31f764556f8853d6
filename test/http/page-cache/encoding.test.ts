import { expect, test } from 'vitest'
import { listAccepted } from '../../../src/http/page-cache/encoding.ts'

test.each([
  [undefined, ['identity']],
  ['', ['identity']],
  ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
  ['gzip', ['gzip', 'identity']],
  ['GZIP;Q=0.5, Br;q=0.4', ['gzip', 'br', 'identity']],
  ['x-gzip', ['gzip', 'identity']],
  ['br;q=0, gzip', ['gzip', 'identity']],
  ['identity, gzip;q=0.5', ['identity', 'gzip']],
  ['*', ['br', 'gzip', 'identity']],
  ['*;q=0', ['identity']],
  ['*;q=0, gzip', ['gzip', 'identity']],
  ['identity;q=0, gzip', ['gzip']],
  ['gzip;q=nonsense', ['identity']],
])('of %j the best come first: %j', (header, accepted) => {
  expect(listAccepted(header)).toEqual(accepted)
})
