import type { Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { nameSeriesAsStored } from '../../series/service.ts'
import { nameLivingTerms } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { slugify } from '../../text/slug.ts'
import { emptyFindable, findableOf, type Findable } from '../../writing/findable.ts'
import { fieldsOf, findStoredPost, type PostFields, type StoredPost } from '../../writing/post.ts'
import { isUnchanged, listChanged } from '../../writing/publishing.ts'
import { listLockedNames } from '../../writing/vocabulary-lock.ts'
import { wholeFields } from '../own/settle.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import { findFreeSlug, listFreePaths, type GivenAddresses, type Search } from './addresses.ts'
import type { LineDetails } from './lines.ts'

/** A document of which it is known whose it is, and which post it became before. */
type PlacedDocument = {
  file: string
  post: PlannedPost
  authorId: number
  postId: number | null
  version?: number
}

/** What a document becomes: a new post, or what its post is to be. */
export type Placement = {
  kind: 'added' | 'updated' | 'unchanged'
  remarks: ImportRemark[]
  stored: StoredPost | null
  fields: PostFields
  paths: string[]
}

/** Decides what a document becomes: which fields, which address, which old ones lead to it; reads only. */
export async function placeDocument(
  read: Read,
  ready: PlacedDocument,
  given: GivenAddresses,
): Promise<Placement> {
  const remarks: ImportRemark[] = []
  const search: Search = {
    given,
    say: (line, text, parameters) => remarks.push(remarkOn(ready.file, line, text, parameters)),
  }
  const { postId, post } = ready
  const stored = postId === null ? null : await findStoredPost(read, postId)
  if (stored && isLeft(stored, ready, search)) {
    return { kind: 'unchanged', stored, fields: fieldsOf(stored), paths: [], remarks }
  }
  const described = describeFields(post, stored, await findSlug(read, post, stored, search))
  const fields = stored ? await nameAsStored(read, described) : described
  const present = { id: stored?.id ?? 0, kind: fields.kind, slug: fields.slug }
  const paths = await listFreePaths(read, post.aliases, present, search)
  const kind = judge(stored, fields)
  if (kind !== 'unchanged') await remarkOnLock(read, fields, ready.authorId, search)
  return { kind, stored, fields, paths, remarks }
}

function isLeft(stored: StoredPost, { version }: PlacedDocument, { say }: Search): boolean {
  const { deletedAt } = stored
  const isStale = version !== undefined && version !== stored.version
  if (deletedAt) say(null, mark('Its post is in the trash and was left as it is.'))
  else if (isStale) {
    say(null, mark('Its post was edited meanwhile and was left as it is: import again.'))
  }
  return deletedAt !== null || isStale
}

// Two spellings of one name are no change, nor is an alias of what the post has.
async function nameAsStored(read: Read, fields: PostFields): Promise<PostFields> {
  const [category = ''] = await nameLivingTerms(read, categoryVocabulary, [fields.category])
  const tags = await nameLivingTerms(read, tagVocabulary, fields.tags)
  return { ...fields, category, tags, series: await nameSeriesAsStored(read, fields.series) }
}

async function remarkOnLock(
  read: Read,
  { tags }: PostFields,
  authorId: number,
  { say }: Search,
): Promise<void> {
  for (const name of await listLockedNames(read, tags, authorId)) {
    say(
      null,
      mark('The tag “{name}” is new, and authors use existing ones only: an editor is asked.'),
      {
        name,
      },
    )
  }
}

// A post keeps its address when its document comes again, unless the header names another.
function findSlug(
  read: Read,
  post: PlannedPost,
  stored: StoredPost | null,
  search: Search,
): Promise<string> {
  const isSame = post.isWhole === true ? stored?.slug === post.slug : isLike(stored, post)
  const isKept = stored !== null && (!post.hasOwnSlug || isSame)
  if (isKept) return Promise.resolve(stored.slug)
  return findFreeSlug(read, slugify(post.slug), stored?.id ?? 0, search)
}

const isLike = (stored: StoredPost | null, { slug }: PlannedPost): boolean =>
  stored?.slug.replace(/-\d+$/u, '') === slug

function describeFields(post: PlannedPost, stored: StoredPost | null, slug: string): PostFields {
  if (post.isWhole === true) return { ...wholeFields(post), slug }
  const { kind, title, body, excerpt, category, tags, status } = post
  return {
    ...{ kind, title, body, slug, excerpt, category, tags, status },
    publishedAt: post.isDated || !stored ? post.publishedAt : stored.publishedAt,
    pinned: post.pinned ?? stored?.pinned ?? false,
    ...placeOf(post, stored),
    ...describeFindable(post, stored),
  }
}

function describeFindable(post: PlannedPost, stored: StoredPost | null): Findable {
  const present = stored ? findableOf(stored) : emptyFindable
  return {
    language: post.language,
    canonicalUrl: post.canonicalUrl ?? present.canonicalUrl,
    cover: post.cover ?? present.cover,
    noindex: post.noindex ?? present.noindex,
  }
}

// A document that names no series leaves its post where somebody has put it.
function placeOf({ series, seriesPosition }: PlannedPost, stored: StoredPost | null) {
  const present = stored?.series ?? { name: '', position: null }
  const isKept = series === '' || nameKey(present.name) === nameKey(series)
  return isKept
    ? { series: present.name, seriesPosition: seriesPosition ?? present.position }
    : { series, seriesPosition }
}

function judge(stored: StoredPost | null, fields: PostFields): Placement['kind'] {
  if (!stored) return 'added'
  return isUnchanged(stored, fields) ? 'unchanged' : 'updated'
}

/** What changes in a post that was here before. */
export function describeChange(
  stored: StoredPost,
  fields: PostFields,
): Omit<LineDetails, 'remarks'> {
  const changed = listChanged(stored, fields)
  const before = fieldsOf(stored)
  const has = (name: keyof PostFields) => changed.includes(name)
  return {
    fields: changed,
    ...(has('tags') ? { tags: { before: before.tags, after: fields.tags } } : {}),
    ...(has('category') ? { category: { before: before.category, after: fields.category } } : {}),
  }
}
