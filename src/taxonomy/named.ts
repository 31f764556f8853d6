import { sql, type Sql } from '../db/doors.ts'
import { nameKey } from '../text/key.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The ids of the tags or categories that somebody means: by name, other name or address; a subquery. */
export function termsNamed({ terms, aliases, termId }: Vocabulary, name: string): Sql {
  const key = nameKey(name)
  return sql`SELECT id FROM ${terms} WHERE key = ${key} OR slug = ${name}
    UNION SELECT ${termId} FROM ${aliases} WHERE key = ${key}`
}

/** The same with all that stand below them. */
export function branchNamed(vocabulary: Vocabulary, name: string): Sql {
  return sql`WITH RECURSIVE branch(id) AS (
      SELECT id FROM (${termsNamed(vocabulary, name)}) AS named
      UNION SELECT child.id FROM ${vocabulary.terms} child JOIN branch ON child.parent_id = branch.id)
    SELECT id FROM branch`
}
