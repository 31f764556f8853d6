import type { VocabularyKind } from '../taxonomy/vocabulary.ts'
import type { Origin } from './own/document.ts'
import type { SiteContent } from './own/site-file.ts'
import type { ImportRemark, Refused } from './report.ts'

/**
 * What any import feeds the engine with. A source only reads, and knows nothing of this site: who the people are here, which
 * addresses are free, what is new and what has changed, is the engine's. It is read twice, for the plan and to apply it.
 */
export type Source = {
  /** Stands in history and before each file in the memory of what was imported; the same when it comes again. */
  name: string
  /** How many documents there will be; null if that is not known before. */
  total: number | null
  /** Who wrote the documents there; made only when one of their documents comes in. */
  people: readonly ForeignPerson[]
  /** What is known of tags and categories besides their names; those that only documents name need not stand here. */
  terms: readonly ForeignTerm[]
  /** Old addresses that lead to something other than a document: `path` of this site, `target` a path or a web address. */
  forwards: readonly { path: string; target: string }[]
  /** The documents one after the other, never all at once, each time in the same order. */
  documents: () => AsyncIterable<SourceItem>
  /**
   * Whether this source still has a file of this name. Where it can say, a document under a new name that holds the very same
   * is known as the old one.
   */
  has?: (file: string) => boolean
  /** What else an export of a Blext has; absent in all others. */
  site?: { content: SiteContent; folder: string }
  /** The ids of all documents that were exported: one that none of them has was removed since. */
  documentIds?: readonly string[]
}

/** A source, or in one sentence why there is none. */
export type OpenedSource = { ok: true; source: Source } | Refused

/** A document; why one stays out; or what is to be said of something that is none. */
export type SourceItem =
  { document: SourceDocument } | { problem: ImportRemark } | { remark: ImportRemark }

/** Somebody there. Here they are who has this email address or else this username; else they are added, disabled, without password. */
export type ForeignPerson = {
  /** How documents name them in `author`. */
  key: string
  username: string
  /** Finds who is here already, and is not stored; '' if it is not known. */
  email: string
  displayName: string
  bio?: string
  /** What stands on their page, in Markdown. */
  about?: string
}

/** A tag or a category there. One that is here already stays as it is. */
export type ForeignTerm = {
  kind: VocabularyKind
  name: string
  description?: string
  /** The name of the one above it; '' = none. */
  parent?: string
  /** The last part of its address; else it is made from the name. */
  slug?: string
}

/** One post there. */
export type SourceDocument = {
  /** Its name in reports and, after that of the source, in the memory; the same when it comes again. */
  file: string
  post: PlannedPost
  /** The files that its text and its cover show and that are at hand; other addresses stay as they are written. */
  images: readonly SourceImage[]
  /** Changes when anything of the document or of its images does. */
  checksum: string
  /** What was changed or left out on the way. */
  remarks: ImportRemark[]
  /** Which post it is, where an export of a Blext wrote it. */
  origin?: Origin
}

/** An image: the address as it is written in the text, the line of the file where it first stands, its name for people. */
export type SourceImage = {
  destination: string
  line: number | null
  name: string
  /** Its bytes, never more than an upload may have; null if they cannot be read. */
  open: () => Promise<Buffer | null>
}

/** What a document will be as a post. What is absent stays as it is in a post that is here already. */
export type PlannedPost = {
  kind: 'post' | 'page'
  title: string
  /** What the address is made from; another post may have it. */
  slug: string
  /** True when the document itself names the address. */
  hasOwnSlug: boolean
  /** In Markdown. */
  body: string
  excerpt: string
  /** '' = none. */
  category: string
  tags: string[]
  status: 'draft' | 'published'
  /** In the future = scheduled; null for a draft without a date. */
  publishedAt: Date | null
  /** True when the document or its name says the date. */
  isDated: boolean
  language: string
  /** The `key` of a person of the source, or a name as it is written; '' if there is none. */
  author: string
  /** Former addresses as paths, already cleaned. */
  aliases: string[]
  series: string
  seriesPosition: number | null
  pinned?: boolean
  /** As it is written; the address of one of the images, or a web address. */
  cover?: string
  canonicalUrl?: string
  noindex?: boolean
  /** When it was first written; absent = when it was published. */
  createdAt?: Date
  /** When its text was last changed. */
  updatedAt?: Date
  /** When it went into the trash. */
  deletedAt?: Date
  /** True when it says everything of its post, so that nothing absent stays as it is. */
  isWhole?: boolean
}
