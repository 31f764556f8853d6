import type { Request, Response } from 'express'
import { isFresh } from './page-cache/conditional.ts'
import { compressPage, makePage, type KeptPage } from './page-cache/page.ts'
import { chooseForm } from './page-cache/send.ts'

// Once for each file: it may take its time, and is sent for ever.
const BROTLI_QUALITY = 10

/** A file that is the same for everybody, compressed when it is first asked for, and kept. */
export function packFile(type: string, body: Buffer): KeptPage {
  const headers: [string, string][] = [['Content-Type', type]]
  return makePage({ status: 200, headers, body })
}

/** Answers with a packed file in the smallest form that the browser takes, or 304 to whoever has it. */
export async function sendPacked(
  req: Request,
  res: Response,
  { file, cacheControl }: { file: KeptPage; cacheControl: string },
): Promise<void> {
  const accepts = req.headers['accept-encoding']?.toString()
  const { missing } = chooseForm(file, accepts)
  if (missing) await compressPage(file, missing, BROTLI_QUALITY)
  const { form } = chooseForm(file, accepts)
  const isKnown = isFresh(req.headers, file)
  setAll(res, isKnown ? form.bareHeaders : form.headers)
  res.setHeader('Cache-Control', cacheControl)
  res.status(isKnown ? 304 : 200).end(isKnown || req.method === 'HEAD' ? undefined : form.body)
}

// Names and values in turn.
function setAll(res: Response, headers: string[]): void {
  for (let at = 0; at < headers.length; at += 2) {
    res.setHeader(headers[at] ?? '', headers[at + 1] ?? '')
  }
}
