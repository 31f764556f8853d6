import { mark } from '../../i18n/translate.ts'
import { parseMoment } from '../../text/dates.ts'
import type { ForeignPost } from '../foreign/plan.ts'
import type { AddNote } from '../html/notes.ts'
import { GHOST_URL } from './content.ts'
import type { GhostPost, GhostTables } from './export.ts'

/** The tables of an export by what is asked for. */
export type GhostIndex = {
  tags: Map<string, { name: string; slug: string; description: string; isInternal: boolean }>
  tagsOf: Map<string, string[]>
  authorsOf: Map<string, string[]>
  users: Map<string, GhostTables['users'][number]>
  metaOf: Map<string, GhostTables['posts_meta'][number]>
}

export function indexTables(tables: GhostTables): GhostIndex {
  const tags = tables.tags.map(({ id, name, slug, description, visibility }) => {
    const isInternal = visibility === 'internal' || name.startsWith('#')
    return [id, { name, slug, description, isInternal }] as const
  })
  return {
    tags: new Map(tags),
    tagsOf: group(tables.posts_tags.map(row => ({ ...row, other: row.tag_id }))),
    authorsOf: group(tables.posts_authors.map(row => ({ ...row, other: row.author_id }))),
    users: new Map(tables.users.map(user => [user.id, user])),
    metaOf: new Map(tables.posts_meta.map(meta => [meta.post_id, meta])),
  }
}

function group(
  rows: { post_id: string; sort_order: number; other: string }[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { post_id, other } of rows.toSorted((one, two) => one.sort_order - two.sort_order)) {
    const list = groups.get(post_id) ?? []
    list.push(other)
    groups.set(post_id, list)
  }
  return groups
}

/** True for what Ghost showed to everybody under an address of its own. */
export function isPublicThere(post: GhostPost, { metaOf }: GhostIndex): boolean {
  const isOut = post.status === 'published' || post.status === 'scheduled'
  const isForAll = post.visibility === '' || post.visibility === 'public'
  return isOut && isForAll && metaOf.get(post.id)?.email_only !== true
}

/** A post or a page of Ghost, but for its text. */
export function planGhostPost(post: GhostPost, index: GhostIndex, say: AddNote): ForeignPost {
  const isPublic = isPublicThere(post, index)
  sayState(post, isPublic, say)
  return {
    kind: kindOf(post),
    title: post.title === '(Untitled)' ? '' : post.title,
    slug: post.slug,
    ...{ body: '', categories: [], tags: listTags(post, index) },
    excerpt: describe(post, index),
    status: isPublic ? 'published' : 'draft',
    publishedAt: readMoment(post.published_at),
    language: post.locale,
    author: authorOf(post, index),
    aliases: isPublic && post.slug !== '' ? [`/${post.slug}/`] : [],
    pinned: post.featured,
    cover: post.feature_image.replace(GHOST_URL, ''),
    ...readAddress(post),
    ...readDates(post),
  }
}

const kindOf = ({ type, page }: GhostPost): 'post' | 'page' =>
  type === 'page' || page ? 'page' : 'post'

const authorOf = ({ id, author_id }: GhostPost, { authorsOf }: GhostIndex): string =>
  authorsOf.get(id)?.[0] ?? author_id ?? ''

function describe(post: GhostPost, { metaOf }: GhostIndex): string {
  const texts = [post.custom_excerpt, metaOf.get(post.id)?.meta_description, post.meta_description]
  return texts.find(Boolean) ?? ''
}

function sayState(post: GhostPost, isPublic: boolean, say: AddNote): void {
  const isForAll = post.visibility === '' || post.visibility === 'public'
  if (!isPublic && post.status !== 'draft') {
    if (isForAll) say(mark('It was sent by e-mail only there; here it is a draft.'))
    else say(mark('It was for members only there; here it is a draft.'))
  }
  if (post.codeinjection_head !== '' || post.codeinjection_foot !== '') {
    say(mark('Code that Ghost put into its page stays behind.'))
  }
}

function listTags({ id }: GhostPost, { tags, tagsOf }: GhostIndex): string[] {
  return (tagsOf.get(id) ?? []).flatMap(tagId => {
    const tag = tags.get(tagId)
    return tag && !tag.isInternal ? [tag.name] : []
  })
}

function readAddress({ canonical_url: address }: GhostPost): Pick<ForeignPost, 'canonicalUrl'> {
  return /^https?:\/\/[^\s]{1,2000}$/iu.test(address) ? { canonicalUrl: address } : {}
}

function readDates(post: GhostPost): Pick<ForeignPost, 'createdAt' | 'updatedAt'> {
  const [createdAt, updatedAt] = [readMoment(post.created_at), readMoment(post.updated_at)]
  return { ...(createdAt ? { createdAt } : {}), ...(updatedAt ? { updatedAt } : {}) }
}

// Texts since version 1, before that milliseconds; nothing beyond the year 9999 is believed.
function readMoment(written: string | number | null): Date | null {
  if (typeof written === 'string') return parseMoment(written, 'UTC')
  const date = new Date(written ?? Number.NaN)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date : null
}
