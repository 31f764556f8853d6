/** Where an S3-compatible store is, and how one signs in there. */
export type S3Place = {
  endpoint: string
  region: string
  bucket: string
  /** Stands before the names of all files; '' or ending in `/`. */
  prefix: string
  accessKeyId: string
  secretAccessKey: string
}

/**
 * Reads `s3://key:secret@host:port/bucket/prefix?region=…&tls=false`, or the same beginning with
 * `https://` or `http://`. What is not plain in the key or the secret is percent-encoded. null when
 * something is missing.
 */
export function readS3Url(text: string): S3Place | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isOpen = url.protocol === 'http:' || url.searchParams.get('tls') === 'false'
  const [bucket = '', ...folders] = url.pathname.split('/').filter(part => part !== '')
  const place = {
    endpoint: `${isOpen ? 'http' : 'https'}://${url.host}`,
    region: url.searchParams.get('region') ?? 'us-east-1',
    bucket,
    prefix: folders.map(folder => `${folder}/`).join(''),
    accessKeyId: decode(url.username),
    secretAccessKey: decode(url.password),
  }
  const isWhole = [url.host, bucket, place.accessKeyId, place.secretAccessKey].every(Boolean)
  return /^(?:s3|https?):$/.test(url.protocol) && isWhole ? place : null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
