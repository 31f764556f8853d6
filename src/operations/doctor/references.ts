import type { Reference } from '../../db/blueprint.ts'
import { sql, type Sql } from '../../db/doors.ts'
import { identifier } from '../../db/identifier.ts'
import { mark } from '../../i18n/translate.ts'
import type { Patient } from './finding.ts'
import { rowSymptom, type RowRepair } from './rows.ts'

type Words = { code: string; text: string; plan: string }

const REMOVED = mark('These rows are removed; the report keeps them.')
const CLEARED = mark('The reference is cleared; the row stays.')

const GENERAL: Record<Reference['onDelete'], Words> = {
  CASCADE: {
    code: 'rows-of-nothing',
    text: mark('A row belongs to something that does not exist.'),
    plan: REMOVED,
  },
  'SET NULL': {
    code: 'references-to-nothing',
    text: mark('A row refers to something that does not exist.'),
    plan: CLEARED,
  },
  RESTRICT: {
    code: 'author-missing',
    text: mark('A post is by an author who does not exist.'),
    plan: mark('The post goes to the first admin; change its author as you like.'),
  },
}

const JOIN_ROWS = {
  code: 'join-rows-of-nothing',
  text: mark('A tag is on a post, and one of the two does not exist.'),
  plan: REMOVED,
}
const ALIASES = {
  code: 'aliases-to-nothing',
  text: mark('Another name leads to a tag or a category that does not exist.'),
  plan: mark('The name is free again; the report keeps it.'),
}
const REDIRECTS = {
  code: 'redirects-to-nothing',
  text: mark('An old address leads to something that does not exist.'),
  plan: mark('The old address is removed; the report keeps it.'),
}
const PARENTS = {
  code: 'parents-missing',
  text: mark('A tag or a category stands below one that does not exist.'),
  plan: mark('It stands on its own.'),
}

/** Where the general sentence would say less than one knows, by `table.column`. */
const WORDS: Record<string, Words> = {
  'blog_tag.post_id': JOIN_ROWS,
  'blog_tag.tag_id': JOIN_ROWS,
  'tag_aliases.tag_id': ALIASES,
  'category_aliases.category_id': ALIASES,
  'redirects.post_id': REDIRECTS,
  'redirects.tag_id': REDIRECTS,
  'redirects.category_id': REDIRECTS,
  'tags.parent_id': PARENTS,
  'categories.parent_id': PARENTS,
  'posts.category_id': {
    code: 'category-missing',
    text: mark('A post is in a category that does not exist.'),
    plan: mark('The post has no category any more.'),
  },
  'revisions.post_id': {
    code: 'revisions-of-nothing',
    text: mark('A revision belongs to a post that does not exist.'),
    plan: mark('The revision is removed; the report keeps its whole text.'),
  },
  'operation_rows.operation_id': {
    code: 'operation-rows-of-nothing',
    text: mark('The history has lines of an operation that does not exist.'),
    plan: REMOVED,
  },
}

const SECRET = new Set(['sessions', 'tokens', 'kept_answers'])

/** Foreign keys that were off: rows that refer to what does not exist, table by table. */
export const references = rowSymptom(listDangling)

function listDangling({ blueprint, facts }: Patient): RowRepair[] {
  return blueprint.references
    .filter(
      ({ table, column, parent }) =>
        facts.columns.has(`${table}.${column}`) && facts.tables.has(parent),
    )
    .map(reference => ({
      ...(WORDS[`${reference.table}.${reference.column}`] ?? GENERAL[reference.onDelete]),
      table: reference.table,
      where: isDangling(reference),
      isSecret: SECRET.has(reference.table),
      ...repairOf(reference),
    }))
}

function isDangling({ column, parent, required }: Reference): Sql {
  const value = sql`t.${identifier(column)}`
  const lost = sql`${value} NOT IN (SELECT id FROM ${identifier(parent)} WHERE id IS NOT NULL)`
  return required ? sql`(${value} IS NULL OR ${lost})` : sql`${value} IS NOT NULL AND ${lost}`
}

function repairOf({ onDelete, column }: Reference): Pick<RowRepair, 'set'> {
  if (onDelete === 'CASCADE') return {}
  return {
    set: {
      [column]:
        onDelete === 'SET NULL'
          ? sql`NULL`
          : sql`(SELECT id FROM users ORDER BY CASE role WHEN 'admin' THEN 0 ELSE 1 END, disabled, id LIMIT 1)`,
    },
  }
}
