import type { Read } from '../../db/doors.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { cleanName } from '../../text/name.ts'

/** The names that an import would make or made, by key. */
export type News = { tag: Map<string, string>; category: Map<string, string> }

export const noNews = (): News => ({ tag: new Map(), category: new Map() })

/** Notes which of the names are not here yet; to be asked before they are made. */
export async function noteNews(
  read: Pick<Read, 'query'>,
  news: News,
  names: { tags: readonly string[]; categories: readonly string[] },
): Promise<void> {
  await noteNames(read, tagVocabulary, news.tag, names.tags)
  await noteNames(read, categoryVocabulary, news.category, names.categories)
}

async function noteNames(
  read: Pick<Read, 'query'>,
  vocabulary: Vocabulary,
  noted: Map<string, string>,
  names: readonly string[],
): Promise<void> {
  const wanted = new Map(names.map(name => [nameKey(name), cleanName(name)]))
  const fresh = [...wanted].filter(([key]) => key !== '' && !noted.has(key))
  const found = await findTermIds(
    read,
    vocabulary,
    fresh.map(([, name]) => name),
  )
  for (const [key, name] of fresh) if (!found.has(key)) noted.set(key, name)
}
