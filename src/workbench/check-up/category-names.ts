import { mark } from '../../i18n/translate.ts'
import { closeKey } from '../../text/close-key.ts'
import { findingKey, type CheckedTerm, type Finding } from './finding.ts'

/** Tags that have the name of a category. */
export function findCategoryNames(tags: CheckedTerm[], categories: CheckedTerm[]): Finding[] {
  const byKey = new Map(categories.map(category => [closeKey(category.name), category]))
  return tags.flatMap(({ id, name, posts }) => {
    const category = byKey.get(closeKey(name))
    if (!category || closeKey(name) === '') return []
    const text = mark('“{name}” is a tag ({posts}) and a category ({categoryPosts}).')
    return [
      {
        ...{ key: `${findingKey('category', 'tag', [id])}:${category.id}`, kind: 'category' },
        sentence: { text, name, posts, categoryPosts: category.posts },
        advice: { text: mark('Make “{name}” a category'), name },
        request: { verb: 'convert', kind: 'tag', id },
      },
    ]
  })
}
