import { sql, type Read } from '../db/doors.ts'
import type { Translate } from '../i18n/translate.ts'
import type { SiteSettings } from '../settings/service.ts'
import { formatDate } from '../text/dates.ts'
import { findTermById, type Term } from '../taxonomy/changes.ts'
import type { Vocabulary } from '../taxonomy/vocabulary.ts'
import { viewStory } from './story.ts'

const SHOWN_POSTS = 50

type Manner = { t: Translate; language: string; site: SiteSettings; now: Date }

type TermPost = {
  id: number
  title: string
  status: string
  state: 'draft' | 'scheduled' | 'published' | 'trash'
  at: Date | string
}

/** The page of one tag or category: itself, its other names, its newest posts. */
export async function viewTerm(read: Read, vocabulary: Vocabulary, term: Term, manner: Manner) {
  const { kind, aliases, termId } = vocabulary
  const names = await read.query<{ name: string }>(
    sql`SELECT name FROM ${aliases} WHERE ${termId} = ${term.id} ORDER BY id`,
  )
  const { posts, published } = await countTermPosts(read, vocabulary, term.id, manner.now)
  return {
    [kind]: {
      ...term,
      parent: await nameParent(read, vocabulary, term),
      aliases: names.map(({ name }) => name),
      posts,
      published,
      publicUrl: published > 0 ? vocabulary.path + term.slug : null,
      postsUrl: `/admin/posts?${new URLSearchParams({ [kind]: term.slug }).toString()}`,
    },
    posts: await listTermPosts(read, vocabulary, term.id, manner),
    ...(await viewStory(
      read,
      kind,
      { term, posts },
      { ...manner, timeZone: manner.site.timeZone },
    )),
  }
}

async function countTermPosts(read: Read, vocabulary: Vocabulary, id: number, now: Date) {
  const [counts] = await read.query<{ posts: number | bigint; published: number | bigint }>(sql`
    SELECT count(*) AS posts, count(CASE WHEN p.status = 'published' AND p.deleted_at IS NULL
      AND p.published_at <= ${now} THEN 1 END) AS published
    FROM posts p WHERE ${carries(vocabulary, id)}`)
  return { posts: Number(counts?.posts ?? 0), published: Number(counts?.published ?? 0) }
}

async function nameParent(read: Read, vocabulary: Vocabulary, { parentId }: Term): Promise<string> {
  const parent = parentId === null ? null : await findTermById(read, vocabulary, parentId)
  return parent?.name ?? ''
}

async function listTermPosts(read: Read, vocabulary: Vocabulary, id: number, manner: Manner) {
  const { t, language, site, now } = manner
  const posts = await read.query<TermPost>(sql`
    SELECT p.id, p.title, p.status, CASE WHEN p.deleted_at IS NOT NULL THEN 'trash'
      WHEN p.status = 'draft' THEN 'draft' WHEN p.published_at > ${now} THEN 'scheduled'
      ELSE 'published' END AS state, COALESCE(p.published_at, p.created_at) AS at
    FROM posts p WHERE ${carries(vocabulary, id)} ORDER BY at DESC, p.id DESC LIMIT ${SHOWN_POSTS}`)
  const labels = {
    draft: t('Draft'),
    scheduled: t('Scheduled'),
    published: t('Published'),
    trash: t('Trash'),
  }
  return posts.map(post => {
    const at = new Date(post.at)
    return {
      title: post.title,
      editUrl: `/admin/posts/${post.id}/edit`,
      status: post.state,
      statusLabel: labels[post.state],
      date: formatDate(at, language, site.timeZone),
      dateTime: at.toISOString(),
    }
  })
}

const carries = ({ kind }: Vocabulary, id: number) =>
  kind === 'tag'
    ? sql`p.id IN (SELECT post_id FROM blog_tag WHERE tag_id = ${id})`
    : sql`p.category_id = ${id}`
