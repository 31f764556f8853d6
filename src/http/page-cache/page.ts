import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { makeTag } from './conditional.ts'
import type { Encoding } from './encoding.ts'

/** An answer that is kept: its finished headers and its body in every encoding that was asked for. */
export type KeptPage = {
  status: number
  /** Without the quotes and the encoding. */
  tag: string
  lastModified: string | undefined
  forms: Map<Encoding, Form>
  /** What is being made now, or is not worth it. */
  settled: Set<Encoding>
  bytes: number
}

/** The page in one encoding; the headers as names and values in turn. */
export type Form = { headers: string[]; bareHeaders: string[]; body: Buffer }

export type Answer = { status: number; headers: [string, string][]; body: Buffer }

// A Map's entry, the strings' own heads: measured, rounded up.
const OVERHEAD_BYTES = 1_000
const BROTLI_QUALITY = 5
const MIN_BYTES = 512

type Compress = (body: Buffer, quality: number) => Promise<Buffer>

const compressors: Record<Exclude<Encoding, 'identity'>, Compress> = {
  br: (body, quality) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: body => promisify(gzip)(body),
}

// What is written anew for each answer or each encoding.
const OWN = new Set(
  'x-request-id etag content-length content-encoding vary date connection keep-alive'.split(' '),
)

/** Makes the page that is kept of an answer. */
export function makePage({ status, headers, body }: Answer): KeptPage {
  const lower = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))
  const page: KeptPage = {
    status,
    tag: makeTag(Buffer.concat([Buffer.from(lower.get('location') ?? ''), body])),
    lastModified: lower.get('last-modified'),
    forms: new Map(),
    settled: new Set<Encoding>(body.length < MIN_BYTES ? ['br', 'gzip'] : []),
    bytes: OVERHEAD_BYTES,
  }
  const vary = [lower.get('vary') ?? '', 'Accept-Encoding'].filter(name => name !== '')
  const common = headers.filter(([name]) => !OWN.has(name.toLowerCase()))
  if (!lower.has('cache-control')) common.push(['Cache-Control', 'public, no-cache'])
  addForm(page, 'identity', { common: [...common, ['Vary', vary.join(', ')]], body })
  return page
}

/** Compresses a page in the background, once; gives the bytes that it grew by. */
export async function compressPage(
  page: KeptPage,
  encoding: Exclude<Encoding, 'identity'>,
  brotliQuality = BROTLI_QUALITY,
): Promise<number> {
  const plain = page.forms.get('identity')
  if (!plain || page.settled.has(encoding)) return 0
  page.settled.add(encoding)
  const body = await compressors[encoding](plain.body, brotliQuality)
  if (body.length >= plain.body.length) return 0
  const common = pairsOf(plain.headers).filter(
    ([name]) => !OWN.has(name.toLowerCase()) || name === 'Vary',
  )
  const before = page.bytes
  addForm(page, encoding, { common: [...common, ['Content-Encoding', encoding]], body })
  return page.bytes - before
}

function addForm(
  page: KeptPage,
  encoding: Encoding,
  { common, body }: { common: [string, string][]; body: Buffer },
): void {
  const tag = encoding === 'identity' ? page.tag : `${page.tag}.${encoding}`
  const bareHeaders = [...common, ['ETag', `"${tag}"`]].flat()
  const headers = [...bareHeaders, 'Content-Length', String(body.length)]
  page.forms.set(encoding, { headers, bareHeaders, body })
  page.bytes += body.length + 2 * headers.join('').length
}

function pairsOf(flat: string[]): [string, string][] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : [],
  )
}
