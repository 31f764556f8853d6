import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Place } from '../text/s3-url.ts'
import type { ByteRange, Storage } from './storage.ts'

type Bucket = { client: S3Client; bucket: string; prefix: string }

/** Keeps files in a bucket of an S3-compatible store. */
export function openBucket(place: S3Place): Storage {
  const { bucket, prefix } = place
  const client = openClient(place)
  const store = { client, bucket, prefix }
  return {
    put: (name, source, type) => putObject(store, name, source, type),
    open: (name, range) => openObject(store, name, range),
    size: name => sizeOf(store, name),
    remove: async name => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + name }))
    },
    list: () => listNames(store),
    close: () => client.destroy(),
  }
}

function openClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Place): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Hosts without a name for each bucket, and stores that know no checksum trailers, work too.
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

async function putObject(
  { client, bucket, prefix }: Bucket,
  name: string,
  source: Buffer | string,
  type: string,
): Promise<void> {
  const isFile = typeof source === 'string'
  await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: prefix + name,
      Body: isFile ? createReadStream(source) : source,
      ContentLength: isFile ? (await stat(source)).size : source.length,
      ContentType: type,
    }),
  )
}

async function openObject(
  { client, bucket, prefix }: Bucket,
  name: string,
  range?: ByteRange,
): Promise<Readable | null> {
  const wanted = range ? { Range: `bytes=${range.start}-${range.end}` } : {}
  const command = new GetObjectCommand({ Bucket: bucket, Key: prefix + name, ...wanted })
  const answer = await client.send(command).catch(ignoreMissing)
  return (answer?.Body as Readable | undefined) ?? null
}

async function sizeOf({ client, bucket, prefix }: Bucket, name: string): Promise<number | null> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: prefix + name })
  const answer = await client.send(command).catch(ignoreMissing)
  return answer?.ContentLength ?? null
}

async function listNames({ client, bucket, prefix }: Bucket): Promise<string[]> {
  const names: string[] = []
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '' } of page.Contents ?? []) names.push(Key.slice(prefix.length))
  }
  return names.filter(name => name !== '' && !name.includes('/'))
}

function ignoreMissing(error: unknown): null {
  if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return null
  throw error
}
