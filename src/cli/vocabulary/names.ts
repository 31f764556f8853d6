import type { Read } from '../../db/doors.ts'
import { findTermById, type Term } from '../../taxonomy/changes.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { cleanName } from '../../text/name.ts'
import { TermForm } from '../../workbench/form.ts'
import { Refusal } from '../command.ts'

/** What is typed first for a vocabulary: `tags` or `categories`. */
export const groupOf = ({ kind }: Vocabulary): string => (kind === 'tag' ? 'tags' : 'categories')

/** The term that is meant by a name, another name or an address; refuses when there is none. */
export async function requireNamedTerm(
  read: Read,
  vocabulary: Vocabulary,
  typed: string,
): Promise<Term> {
  const name = cleanName(typed)
  const id = (await findTermIds(read, vocabulary, [name])).get(nameKey(name))
  const where = { slug: typed }
  const found =
    id !== undefined
      ? await findTermById(read, vocabulary, id)
      : vocabulary.kind === 'tag'
        ? await read.tag.findUnique({ where })
        : await read.category.findUnique({ where })
  if (!found) throw new Refusal(`There is no ${vocabulary.kind} “${name}”.`)
  return found
}

/** As `requireNamedTerm`, for several, each once. */
export async function requireNamedTerms(
  read: Read,
  vocabulary: Vocabulary,
  typed: string[],
): Promise<Term[]> {
  const terms = new Map<number, Term>()
  for (const name of typed) {
    const term = await requireNamedTerm(read, vocabulary, name)
    terms.set(term.id, term)
  }
  return [...terms.values()]
}

/** A new name as it will be stored; refuses what cannot be one. */
export function requireNewName(typed: string): string {
  const parsed = TermForm.shape.name.safeParse(typed)
  if (parsed.success && parsed.data !== undefined) return parsed.data
  throw new Refusal(parsed.error?.issues[0]?.message ?? 'A name is required.')
}
