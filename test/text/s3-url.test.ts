import { expect, test } from 'vitest'
import { readS3Url } from '../../src/text/s3-url.ts'

test('reads the address of a store, with its key, its secret and its bucket', () => {
  expect(readS3Url('s3://key:se%2Fcret@s3.example.org/blog?region=eu-central-1')).toEqual({
    ...{ endpoint: 'https://s3.example.org', region: 'eu-central-1', bucket: 'blog', prefix: '' },
    ...{ accessKeyId: 'key', secretAccessKey: 'se/cret' },
  })
})

test.each([
  ['s3://k:s@127.0.0.1:9000/b?tls=false', 'http://127.0.0.1:9000', 'b', ''],
  ['http://k:s@127.0.0.1:9000/b/in/here', 'http://127.0.0.1:9000', 'b', 'in/here/'],
  ['https://k:s@s3.example.org/b/', 'https://s3.example.org', 'b', ''],
])('%s leads to %s', (url, endpoint, bucket, prefix) => {
  expect(readS3Url(url)).toMatchObject({ endpoint, bucket, prefix, region: 'us-east-1' })
})

test.each([
  ...['', 'blog', 's3://s3.example.org/blog', 's3://k:s@s3.example.org', 's3://k@s3.example.org/b'],
  ...['ftp://k:s@host/b', 's3://k:%zz@host/b'],
])('%j is no such address', url => {
  expect(readS3Url(url)).toBeNull()
})
