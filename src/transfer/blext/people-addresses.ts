import { cleanOldPath } from '../../text/old-path.ts'
import { storeForwards } from '../engine/forwards.ts'
import type { BlextRun, Owner } from './run.ts'

const CHUNK = 200

/** Lets the old addresses of people (`/user/ann` and what stood below) lead to where that is now. */
export async function keepPeopleAddresses({
  context,
  options,
  owners,
  report,
}: BlextRun): Promise<void> {
  // Of two people of one name the first has the address.
  const wanted = new Map([...owners.values()].flatMap(listForwards).reverse())
  const { read } = context.db
  const stored = new Set<string>()
  for (const paths of inChunks([...wanted.keys()])) {
    const rows = await read.forward.findMany({ where: { path: { in: paths } } })
    for (const { path } of rows) stored.add(path)
  }
  const fresh = [...wanted].filter(([path]) => !stored.has(path))
  report.redirects += fresh.length
  if (options.dryRun) return
  for (const some of inChunks(fresh)) await storeForwards({ context, options }, some)
}

function listForwards({ oldUsername, username }: Owner): [string, string][] {
  if (oldUsername === null) return []
  const old = `/user/${encodeURIComponent(oldUsername)}`
  const own = `/authors/${encodeURIComponent(username)}`
  const forwards = { '': own, '/about_me': own, '/tags': '/tags', '/categories': '/categories' }
  return Object.entries(forwards).flatMap(([below, target]) => {
    const cleaned = cleanOldPath(old + below)
    return cleaned === null ? [] : [[cleaned, target]]
  })
}

function inChunks<Item>(items: Item[]): Item[][] {
  const count = Math.ceil(items.length / CHUNK)
  return Array.from({ length: count }, (_, at) => items.slice(at * CHUNK, (at + 1) * CHUNK))
}
