import { sql, type Dialect, type Sql } from './doors.ts'

/** A statement of the migrations, or one made of their parts; never of what a person typed. */
export const statement = (text: string): Sql => sql([text])

/** A table or column of the schema, by its name. */
export function identifier(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of the schema.`)
  return statement(`"${name}"`)
}

/** What tells two rows of a table apart that has lost its key; the table is called `t`. */
export const rowIdentity = (dialect: Dialect): Sql =>
  dialect === 'sqlite' ? sql`t.rowid` : sql`t.ctid`
