import type { Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { freeSlug } from '../../text/slug.ts'
import { isSlugTaken } from '../../writing/address.ts'
import { postPath } from '../../writing/post.ts'
import type { Say } from '../report.ts'

/** Addresses that a dry run has given away already. */
export type GivenAddresses = { slugs: Set<string>; paths: Set<string> }

export const noAddresses = (): GivenAddresses => ({ slugs: new Set(), paths: new Set() })

/** How addresses are looked for: what is given away besides what is stored, and where to say what was changed. */
export type Search = { given: GivenAddresses; say: Say }

/** The first address like `slug` that no other post has or had; says so when it is not the very one. */
export async function findFreeSlug(
  read: Pick<Read, 'query'>,
  slug: string,
  postId: number,
  { given, say }: Search,
): Promise<string> {
  const free = await freeSlug(
    slug,
    async each => given.slugs.has(each) || (await isSlugTaken(read, each, postId)),
  )
  given.slugs.add(free)
  if (free !== slug) {
    say(null, mark('The address “{slug}” is another post’s; this one has “{free}”.'), {
      slug,
      free,
    })
  }
  return free
}

/** Which old paths can lead to this post: not its present one, not those that lead to it or elsewhere already. */
export async function listFreePaths(
  read: Pick<Read, 'redirect'>,
  aliases: readonly string[],
  post: { id: number; kind: string; slug: string },
  { given, say }: Search,
): Promise<string[]> {
  if (aliases.length === 0) return []
  const known = await read.redirect.findMany({ where: { path: { in: [...aliases] } } })
  const owners = new Map(known.map(({ path, postId }) => [path, postId]))
  const wanted = aliases.filter(path => path !== postPath(post) && owners.get(path) !== post.id)
  return wanted.filter(path => {
    const isTaken = owners.has(path) || given.paths.has(path)
    given.paths.add(path)
    if (isTaken) say(null, mark('The old address “{path}” leads elsewhere already.'), { path })
    return !isTaken
  })
}
