import { viewAvatar } from '../accounts/avatar.ts'
import { formatDate } from '../text/dates.ts'
import { readingMinutes } from '../text/words.ts'
import { authorPath, categoryPath, postPath, tagPath } from './addresses.ts'
import { listContents } from './contents.ts'
import type { Surroundings } from './head.ts'
import type { Card } from './lists.ts'
import type { RelatedPost } from './related.ts'
import type { Neighbour, PublicPage, PublicPost } from './queries.ts'

const DAY_MS = 86_400_000

export type ShownDate = { iso: string; text: string }
type Link = { url: string; name: string }

/** A post in a list, ready to print. */
export type ShownCard = {
  title: string
  url: string
  html: string
  summary: string
  published: ShownDate
  pinned: boolean
  category: Link | null
  minutes: number
  language: string
}

/** A day as people read it and as machines do, in the site's time zone. */
export function showDate({ language, site }: Surroundings, date: Date): ShownDate {
  return { iso: date.toISOString(), text: formatDate(date, language, site.timeZone) }
}

/** The name that people see; whoever gave none is called by their username. */
export function showName(author: { username: string; displayName: string }): string {
  return author.displayName || author.username
}

/** A post as lists print it: its excerpt, else its summary. */
export function showCard(around: Surroundings, card: Card): ShownCard {
  return {
    title: showTitle(around, card),
    url: postPath(card.slug),
    html: card.excerptHtml,
    summary: card.summary,
    published: showDate(around, card.publishedAt ?? new Date(0)),
    pinned: card.pinned,
    category: card.category && showCategory(card.category),
    minutes: readingMinutes(card.words),
    language: otherLanguage(around, card),
  }
}

/** A post as its own page prints it; `html` is printed apart. */
export function showPost(around: Surroundings, post: PublicPost, neighbours: Neighbour[]) {
  const published = post.publishedAt ?? new Date(0)
  // A post that was dated back was not edited on the day that it was written.
  const firstSeen = Math.max(published.getTime(), post.createdAt.getTime())
  const isEdited = post.contentUpdatedAt.getTime() - firstSeen > DAY_MS
  const besides = (side: Neighbour['side']) => showNeighbour(around, neighbours, side)
  return {
    title: showTitle(around, post),
    language: otherLanguage(around, post),
    author: {
      url: authorPath(post.author.username),
      name: showName(post.author),
      bio: post.author.bio,
      avatar: viewAvatar(post.author),
    },
    category: post.category && showCategory(post.category),
    tags: post.tags.map(({ slug, name }) => ({ url: tagPath(slug), name })),
    published: showDate(around, published),
    edited: isEdited ? showDate(around, post.contentUpdatedAt) : null,
    minutes: readingMinutes(post.words),
    editing: showEditing(around, post),
    contents: listContents(post.html),
    older: besides('older'),
    newer: besides('newer'),
  }
}

/** A post that is related to the one shown. */
export function showRelated(around: Surroundings, { slug, title, publishedAt }: RelatedPost) {
  return {
    url: postPath(slug),
    title: showTitle(around, { title }),
    published: showDate(around, publishedAt),
  }
}

/** A standalone page; it has neither date nor neighbours. */
export function showPage(around: Surroundings, page: PublicPage) {
  return {
    title: showTitle(around, page),
    language: otherLanguage(around, page),
    editing: showEditing(around, page),
  }
}

/** A title, or what stands for one where nothing was written. */
export function showTitle({ t }: Surroundings, { title }: { title: string }): string {
  return title.trim() || t('Untitled')
}

function showCategory({ name, slug }: { name: string; slug: string }): Link {
  return { url: categoryPath(slug), name }
}

function showNeighbour(around: Surroundings, neighbours: Neighbour[], side: Neighbour['side']) {
  const found = neighbours.find(neighbour => neighbour.side === side)
  return found ? { title: showTitle(around, found), url: postPath(found.slug) } : null
}

// Where to edit and delete, for whoever may.
function showEditing({ user }: Surroundings, { id, authorId }: { id: number; authorId: number }) {
  const mayEdit = user !== null && (user.role !== 'author' || user.id === authorId)
  return mayEdit
    ? { editUrl: `/admin/posts/${id}/edit`, deleteUrl: `/admin/posts/${id}/delete` }
    : null
}

function otherLanguage({ language }: Surroundings, post: { language: string }): string {
  return post.language === language ? '' : post.language
}
