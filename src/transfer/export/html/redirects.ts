import type { Context } from '../../../context.ts'
import { readSettings } from '../../../settings/service.ts'
import type { Target } from '../target.ts'
import type { Crawled } from './crawl.ts'
import { isClosed, ORIGIN, placeOf, placeOfFormer } from './place.ts'
import { writeRedirectPage } from './redirect-page.ts'
import type { Visitor } from './visitor.ts'

type Work = { visitor: Visitor; base: URL; done: Crawled }

/** Writes a page for each former address that leads somewhere, as long as nothing else has its place; gives how many. */
export async function addRedirectPages(
  { db, translate }: Context,
  target: Target,
  { visitor, base, done }: Work,
): Promise<number> {
  const { language } = await readSettings(db.read)
  const t = translate(language)
  const text = t('This page has moved.')
  let count = 0
  for (const [path, location] of await listMoved({ db }, visitor, done)) {
    const file = placeOfFormer(path)
    if (isClosed(path) || done.files.has(file.normalize('NFC').toLowerCase())) continue
    const page = writeRedirectPage(leadTo(location, base), { language, text })
    await target.add(file, page)
    done.files.add(file.normalize('NFC').toLowerCase())
    count += 1
  }
  return count
}

// Where each leads now is what the site answers: in one hop, and only what readers see.
async function listMoved(
  { db }: Pick<Context, 'db'>,
  visitor: Visitor,
  { moved }: Crawled,
): Promise<[string, string][]> {
  const stored = [
    ...(await db.read.redirect.findMany({ select: { path: true } })),
    ...(await db.read.forward.findMany({ select: { path: true } })),
  ]
  const found = new Map<string, string>()
  for (const [path, location] of moved) found.set(decodeURI(path.replace(/\?.*$/su, '')), location)
  for (const { path } of stored) {
    if (found.has(path)) continue
    const answer = await visitor.ask(encodeURI(path).replace(/[?#]/gu, encodeURIComponent))
    answer.skip()
    if (answer.status >= 300 && answer.status < 400) found.set(path, answer.location)
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1))
}

function leadTo(location: string, base: URL): string {
  const url = new URL(location, ORIGIN)
  return url.origin === ORIGIN ? placeOf(url, base.pathname).link + url.hash : url.href
}
