import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { adviseDeletion, findingKey, type CheckedTerm, type Finding } from './finding.ts'

const BROAD_SHARE = 0.4
const BROAD_MIN_POSTS = 5
const ASLEEP_YEARS = 3

/** Terms that one single post has. */
export function findUsedOnce(terms: CheckedTerm[], vocabulary: VocabularyKind): Finding[] {
  return terms
    .filter(({ posts }) => posts === 1)
    .map(term => {
      const sentence = { text: mark('Only one post has “{name}”.'), name: term.name }
      return adviseDeletion('once', vocabulary, term, sentence)
    })
}

/** Terms that no post has and no other term stands under. */
export function findUnused(terms: CheckedTerm[], vocabulary: VocabularyKind): Finding[] {
  const parents = new Set(terms.map(({ parentId }) => parentId))
  return terms
    .filter(({ id, posts }) => posts === 0 && !parents.has(id))
    .map(term => {
      const sentence = { text: mark('No post has “{name}”.'), name: term.name }
      return adviseDeletion('unused', vocabulary, term, sentence)
    })
}

/** Tags on more than 40 % of the posts. */
export function findBroad(tags: CheckedTerm[], postCount: number): Finding[] {
  if (postCount < BROAD_MIN_POSTS) return []
  return tags
    .filter(({ posts }) => posts > postCount * BROAD_SHARE)
    .map(({ id, name, posts }) => ({
      ...{ key: findingKey('broad', 'tag', [id]), kind: 'broad' },
      sentence: {
        text: mark('“{name}” stands on {share} % of the posts ({posts}): it tells few apart.'),
        ...{ name, posts, share: Math.round((posts / postCount) * 100) },
      },
      advice: { text: mark('Make “{name}” a category'), name },
      request: { verb: 'convert', kind: 'tag', id },
    }))
}

/** Terms of several posts, none of them from the last three years. */
export function findAsleep(terms: CheckedTerm[], vocabulary: VocabularyKind, now: Date): Finding[] {
  const awake = new Date(now)
  awake.setUTCFullYear(awake.getUTCFullYear() - ASLEEP_YEARS)
  return terms
    .filter(({ posts, newest }) => posts > 1 && newest !== null && newest < awake)
    .map(term => {
      const { name, posts, newest } = term
      const year = String(newest?.getUTCFullYear() ?? '')
      const text = mark('The newest post of “{name}” ({posts}) is of {year}.')
      return adviseDeletion('asleep', vocabulary, term, { text, name, posts, year })
    })
}
