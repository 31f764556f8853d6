import { sql, type Sql } from '../db/doors.ts'

export type VocabularyKind = 'tag' | 'category'

/** How tags and categories differ for the code that serves both. */
export type Vocabulary = {
  kind: VocabularyKind
  terms: Sql
  aliases: Sql
  /** The column of aliases and redirects that points to a term. */
  termId: Sql
  /** Where readers find a term, and where editors find them all. */
  path: '/tags/' | '/categories/'
  admin: '/admin/tags' | '/admin/categories'
}

export const tagVocabulary: Vocabulary = {
  kind: 'tag',
  terms: sql`tags`,
  aliases: sql`tag_aliases`,
  termId: sql`tag_id`,
  path: '/tags/',
  admin: '/admin/tags',
}

export const categoryVocabulary: Vocabulary = {
  kind: 'category',
  terms: sql`categories`,
  aliases: sql`category_aliases`,
  termId: sql`category_id`,
  path: '/categories/',
  admin: '/admin/categories',
}

export const vocabularyOf = (kind: VocabularyKind): Vocabulary =>
  kind === 'tag' ? tagVocabulary : categoryVocabulary
