import type { Context } from '../../context.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import type { GivenAddresses } from '../engine/addresses.ts'
import type { ImportOptions } from '../engine/run.ts'
import type { ImportReport, Say } from '../report.ts'
import type { OldBlext } from './source.ts'

export type BlextOptions = Omit<ImportOptions, 'author' | 'since'> & {
  /** The old username of who becomes an admin here. */
  admin?: string | undefined
}

/** Who an old user is here, and whether they were before; in a dry run the id of a new one is 0. */
export type Owner = { id: number; username: string; oldUsername: string | null; isKnown: boolean }

/** One import of an old database while it runs. */
export type BlextRun = {
  context: Context
  old: OldBlext
  options: BlextOptions
  /** Old ids of users to who they are here. */
  owners: Map<number, Owner>
  /** Who gets what belongs to nobody; null if nothing does. */
  heir: Owner | null
  /** What this import has given away already; in a dry run nothing else knows. */
  given: GivenAddresses & { usernames: Set<string>; emailKeys: Set<string> }
  /** Keys of the names that posts of this import have. */
  used: Record<VocabularyKind, Set<string>>
  report: ImportReport
}

/** Makes remarks on one row of the old database. */
export function sayOn({ report }: Pick<BlextRun, 'report'>, table: string, row: number): Say {
  return (line, text, parameters = {}) => {
    report.remarks.push({ file: `${table}/${row}`, line, text, parameters })
  }
}

/** Whether every post of the old database is here as it is there, so that nothing more is to be said of it. */
export const isSeenBefore = ({ report: { files, unchanged } }: Pick<BlextRun, 'report'>): boolean =>
  files > 0 && unchanged === files
