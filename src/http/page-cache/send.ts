import type { ServerResponse } from 'node:http'
import { isFresh, type Conditions } from './conditional.ts'
import { listAccepted, type Encoding } from './encoding.ts'
import type { Form, KeptPage } from './page.ts'

export type Wish = { accepts: string | undefined; conditions: Conditions; isHead: boolean }

/** Chooses the best form that is there; `missing` is one that the reader would like better. */
export function chooseForm(
  page: KeptPage,
  accepts: string | undefined,
): { form: Form; missing: Exclude<Encoding, 'identity'> | null } {
  const accepted = listAccepted(accepts)
  const best = accepted.find(encoding => page.forms.has(encoding)) ?? 'identity'
  const [missing] = accepted
    .slice(0, accepted.includes(best) ? accepted.indexOf(best) : 0)
    .filter(encoding => encoding !== 'identity')
    .filter(encoding => !page.settled.has(encoding))
  const form = page.forms.get(best)
  if (!form) throw new Error('A kept page has its own form.')
  return { form, missing: missing ?? null }
}

/** Answers with a kept page: whole, its head alone, or 304 to whoever has it. `id` names the request. */
export function sendPage(
  res: ServerResponse,
  page: KeptPage,
  form: Form,
  { conditions, isHead, id }: Pick<Wish, 'conditions' | 'isHead'> & { id: string },
): void {
  if (page.status === 200 && isFresh(conditions, page)) {
    writeHead(res, 304, [...form.bareHeaders, 'X-Request-Id', id])
    res.end()
  } else {
    writeHead(res, page.status, [...form.headers, 'X-Request-Id', id])
    if (isHead) res.end()
    else res.end(form.body)
  }
}

// With headers that were set before, Node and packages that listen to it take the long way only.
function writeHead(res: ServerResponse, status: number, headers: string[]): void {
  const before = res.getHeaderNames()
  if (before.length === 0) {
    res.writeHead(status, headers)
    return
  }
  for (const name of before) if (name !== 'connection') res.removeHeader(name)
  for (let at = 0; at < headers.length; at += 2) {
    res.setHeader(headers[at] ?? '', headers[at + 1] ?? '')
  }
  res.statusCode = status
}
