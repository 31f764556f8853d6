import { join, sql, type Sql } from '../../db/doors.ts'
import { identifier, statement } from '../../db/identifier.ts'
import { mark } from '../../i18n/translate.ts'
import type { Patient } from './finding.ts'
import { rowSymptom, type RowRepair } from './rows.ts'

const CODE = {
  code: 'values-refused',
  text: mark('A row holds a value that the rules of the database refuse.'),
  plan: mark('It gets the nearest value that they take; the report keeps the old one.'),
}

/** Values that no rule would let in: from a database whose rules were off or lost. */
export const values = rowSymptom(patient => [
  ...listRefused(),
  ...listTargets(),
  ...listSelfParents(),
  ...listMissing(patient),
])

const refused = (table: string, where: Sql, set: Record<string, Sql>): RowRepair => ({
  ...CODE,
  ...{ table, where, set },
})

const unnamed = (prefix: string): Sql => sql`CAST(${prefix} AS TEXT) || CAST(t.id AS TEXT)`

function listRefused(): RowRepair[] {
  return [
    refused('users', sql`t.role NOT IN ('admin', 'editor', 'author')`, { role: sql`'author'` }),
    refused('users', sql`t.username = ''`, { username: unnamed('user-') }),
    refused('posts', sql`t.kind NOT IN ('post', 'page')`, { kind: sql`'post'` }),
    refused('posts', sql`t.status NOT IN ('draft', 'published')`, { status: sql`'draft'` }),
    refused('posts', sql`t.title = ''`, { title: unnamed('Post ') }),
    refused('posts', sql`t.slug = ''`, { slug: unnamed('post-') }),
    refused('posts', sql`t.version < 1`, { version: sql`1` }),
    refused('posts', sql`t.status = 'published' AND t.published_at IS NULL`, {
      published_at: sql`t.created_at`,
    }),
    refused('blog_tag', sql`t.position < 0`, { position: sql`0` }),
    ...listRefusedOfWriting(),
    ...['tags', 'categories', 'series'].flatMap(table => [
      refused(table, sql`t.name = ''`, { name: unnamed('Nameless ') }),
      refused(table, sql`t."key" = ''`, { key: unnamed('?nameless-') }),
      refused(table, sql`t.slug = ''`, { slug: unnamed('nameless-') }),
    ]),
    ...['tag_aliases', 'category_aliases'].map(table => ({
      ...{ ...CODE, table, where: sql`t.name = '' OR t."key" = ''` },
      plan: mark('A name that says nothing leads nowhere: it is removed.'),
    })),
  ]
}

const REMOVED = mark('It says nothing that could be kept: it is removed; the report keeps it.')

function listRefusedOfWriting(): RowRepair[] {
  const removed = (table: string, where: Sql): RowRepair => ({
    ...{ ...CODE, plan: REMOVED, table, where, isSecret: table === 'tokens' },
  })
  return [
    removed('forwards', sql`t.path NOT LIKE '/%' OR t.path = t.target OR t.target = ''`),
    removed('tokens', sql`t.kind = '' OR t.hash = ''`),
    removed('links', sql`t.kind NOT IN ('link', 'image') OR t.path NOT LIKE '/%'`),
    removed('related_posts', sql`t.post_id = t.related_id`),
    removed('kept_answers', sql`t."key" = ''`),
    removed('webhooks', sql`t.url = '' OR t.secret = ''`),
    refused('related_posts', sql`t.rank < 0`, { rank: sql`0` }),
    refused('series_posts', sql`t.position < 0`, { position: sql`0` }),
    refused('drafts', sql`t."key" = ''`, { key: unnamed('?lost-') }),
    refused('drafts', sql`t.writer = ''`, { writer: sql`'?'` }),
    refused('drafts', sql`t.sequence < 0`, { sequence: sql`0` }),
    refused('drafts', sql`t.state < 1`, { state: sql`1` }),
    refused('drafts', sql`t.base_version < 0`, { base_version: sql`0` }),
    refused('webhook_deliveries', sql`t.attempts < 0`, { attempts: sql`0` }),
    refused('webhook_deliveries', sql`t.delivered_at IS NOT NULL AND t.due_at IS NOT NULL`, {
      due_at: sql`NULL`,
    }),
    ...listRefusedOfImports(),
  ]
}

const RUN_STATES = sql`'planning', 'planned', 'applying', 'done', 'stopped', 'failed'`
const LINE_KINDS = sql`'added', 'updated', 'unchanged', 'skipped', 'remark'`

function listRefusedOfImports(): RowRepair[] {
  return [
    refused('import_runs', sql`t.state NOT IN (${RUN_STATES})`, { state: sql`'failed'` }),
    refused('import_runs', sql`t.done < 0`, { done: sql`0` }),
    refused('import_lines', sql`t.kind NOT IN (${LINE_KINDS})`, { kind: sql`'remark'` }),
  ]
}

const TARGETS = [sql`post_id`, sql`tag_id`, sql`category_id`]

function listTargets(): RowRepair[] {
  const given = join(
    TARGETS.map(target => sql`CASE WHEN t.${target} IS NULL THEN 0 ELSE 1 END`),
    ' + ',
  )
  return [
    {
      code: 'redirects-without-target',
      text: mark('An old address leads nowhere.'),
      plan: mark('The old address is removed; the report keeps it.'),
      table: 'redirects',
      where: sql`${given} = 0`,
    },
    {
      code: 'redirects-with-several-targets',
      text: mark('An old address leads to several things at once.'),
      plan: mark('It leads to the first of them that exists: the post, the tag, the category.'),
      table: 'redirects',
      where: sql`${given} > 1`,
      set: {
        post_id: sql`CASE WHEN ${exists('post_id', 'posts')} THEN t.post_id END`,
        tag_id: sql`CASE WHEN NOT ${exists('post_id', 'posts')} AND ${exists('tag_id', 'tags')} THEN t.tag_id END`,
        category_id: sql`CASE WHEN NOT ${exists('post_id', 'posts')} AND NOT ${exists('tag_id', 'tags')}
          THEN t.category_id END`,
      },
    },
  ]
}

const exists = (column: string, table: string): Sql =>
  sql`EXISTS (SELECT 1 FROM ${identifier(table)} x WHERE x.id = t.${identifier(column)})`

// A row that is its own parent is refused by a rule, longer circles by nothing but the program.
function listSelfParents(): RowRepair[] {
  return ['tags', 'categories'].map(table => ({
    code: 'parents-in-a-circle',
    text: mark('A tag or a category stands, step by step, below itself.'),
    plan: mark('The circle is cut at one of them, which then stands on its own.'),
    table,
    where: sql`t.parent_id = t.id`,
    set: { parent_id: sql`NULL` },
  }))
}

// References are left to their own group; an id that is missing gets a new number with its table.
function listMissing({ blueprint, facts, read }: Patient): RowRepair[] {
  const now = read.dialect === 'sqlite' ? undefined : sql`CAST(CURRENT_TIMESTAMP AS TIMESTAMP(3))`
  return [...blueprint.columns].flatMap(([table, columns]) =>
    columns
      .filter(({ name, required }) => required && name !== 'id' && !isReference(table, name))
      .filter(({ name }) => facts.columns.has(`${table}.${name}`))
      .filter(({ name }) => !facts.required.has(`${table}.${name}`))
      .map(({ name, fallback }) => {
        const isTime = fallback.startsWith('strftime')
        const value = isTime && now ? now : statement(fallback)
        return refused(table, sql`t.${identifier(name)} IS NULL`, { [name]: value })
      }),
  )

  function isReference(table: string, column: string): boolean {
    return blueprint.references.some(each => each.table === table && each.column === column)
  }
}
