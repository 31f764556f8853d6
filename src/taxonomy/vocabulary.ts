import { raw, type Sql } from '../db/doors.ts'

export type VocabularyKind = 'tag' | 'category'

/** How tags and categories differ for the SQL that serves both. */
export type Vocabulary = {
  kind: VocabularyKind
  terms: Sql
  aliases: Sql
  /** The column of aliases and redirects that points to a term. */
  termId: Sql
  path: '/tags/' | '/categories/'
}

export const tagVocabulary: Vocabulary = {
  kind: 'tag',
  terms: raw('tags'),
  aliases: raw('tag_aliases'),
  termId: raw('tag_id'),
  path: '/tags/',
}

export const categoryVocabulary: Vocabulary = {
  kind: 'category',
  terms: raw('categories'),
  aliases: raw('category_aliases'),
  termId: raw('category_id'),
  path: '/categories/',
}
