import type { Context } from '../../context.ts'
import type { createQueue } from '../../db/queue.ts'
import type { ImportReport } from '../report.ts'
import type { Source } from '../source.ts'
import type { GivenAddresses } from './addresses.ts'
import type { ChooseAuthor } from './authors.ts'
import type { Recall } from './memory.ts'

export type ImportOptions = {
  /** Reads, renders and reports, and writes nothing. */
  dryRun: boolean
  /** Whose everything will be; else the documents say it. */
  author?: string | undefined
  onProgress?: (done: number, total: number) => void
}

/** One import while it runs. */
export type Run = {
  context: Context
  source: Source
  options: ImportOptions
  chooseAuthor: ChooseAuthor
  recall: Recall
  /** Images one at a time: a photograph takes a hundred times its size while it is read. */
  enqueueImage: ReturnType<typeof createQueue>
  /** What a dry run has counted already. */
  given: GivenAddresses & { images: Set<string> }
  report: ImportReport
}
