import type { Context } from '../../context.ts'
import type { Tx } from '../../db/doors.ts'
import type { createQueue } from '../../db/queue.ts'
import type { ImportReport } from '../report.ts'
import type { FindOwn } from '../own/find.ts'
import type { Source } from '../source.ts'
import type { GivenAddresses } from './addresses.ts'
import type { ChooseAuthor } from './authors.ts'
import type { ImportedLine } from './lines.ts'
import type { Recall } from './memory.ts'
import type { News } from './news.ts'

export type ImportOptions = {
  /** Reads, renders and reports, and writes nothing. */
  dryRun: boolean
  /** Whose everything will be; else the documents say it. */
  author?: string | undefined
  /** Puts the posts of an export whose files are gone into the trash. */
  deleteMissing?: boolean
  /** Who imports; null when it is the command line. */
  actorId?: number | null
  /** `total` is null while nobody knows. */
  onProgress?: (done: number, total: number | null) => void
  /** Told how many documents there will be, before the first is read. */
  onOpened?: (total: number | null) => Promise<unknown>
  /** The operation that its changes belong to; without one they stand in no history and nothing takes them back. */
  operationId?: number
  /** When the import began first, should this go on with it: images made since are its own. */
  since?: Date
  /** Keeps what becomes of documents, in the transaction that does it. */
  keepLines?: (tx: Tx, lines: readonly ImportedLine[]) => Promise<void>
  /** Asked between two batches; true ends the import there. */
  isStopped?: () => Promise<boolean>
}

/** One import while it runs. */
export type Run = {
  context: Context
  source: Source
  options: ImportOptions
  chooseAuthor: ChooseAuthor
  recall: Recall
  /** The post of a document that an export of this blog wrote. */
  findOwn: FindOwn
  /** The ids of such documents that came, and their files. */
  origins: Map<string, string>
  /** Images one at a time: a photograph takes a hundred times its size while it is read. */
  enqueueImage: ReturnType<typeof createQueue>
  /** What a dry run has counted already. */
  given: GivenAddresses & { images: Set<string> }
  /** The people that this import made, by the keys of the source. */
  people: Map<string, Promise<number>>
  news: News
  report: ImportReport
}
