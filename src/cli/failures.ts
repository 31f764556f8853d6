import { failureCodes } from '../db/failure.ts'

type Failure = { port?: number; address?: string; message?: string }

const SENTENCES: readonly [codes: RegExp, say: (failure: Failure) => string][] = [
  [
    /^EADDRINUSE$/,
    ({ port }) => `Port ${port ?? ''} is taken by another program. Set PORT to a free one.`,
  ],
  [
    /^EADDRNOTAVAIL$/,
    ({ address }) => `This machine has no address ${address ?? ''}. Set HOST to one of its own.`,
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND)$/,
    () => 'The database does not answer. Check DATABASE_URL and that it runs.',
  ],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    say =>
      `The database is damaged, or none of Blext: ${last(say)}. A backup can be put in its place: blext restore.`,
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    () => 'Another program keeps the database locked. Try again when it has ended.',
  ],
  [
    /^(SQLITE_(FULL|IOERR)|ENOSPC|EDQUOT|EFBIG)/,
    say => `Nothing more can be written: ${last(say)}. Is the disk full?`,
  ],
  [
    /^(SQLITE_(CANTOPEN|READONLY)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/,
    say =>
      `Something may not be opened or written: ${last(say)}. Check DATABASE_URL, DATA_DIR and PORT, and the rights to them.`,
  ],
]

/** Says in one sentence what went wrong, and what may help. */
export function explainFailure(error: unknown): string {
  const failure: Failure = error instanceof Error ? error : { message: String(error) }
  // What Blext itself throws says already what is wrong.
  const isOwn = failure.constructor === Error && !('code' in failure)
  const codes = isOwn ? [] : failureCodes(error)
  const known = SENTENCES.find(([pattern]) => codes.some(code => pattern.test(code)))
  return known ? known[1](failure) : last(failure)
}

// Prisma says first, in several lines, what was called.
function last({ message = '' }: Failure): string {
  const lines = message.split('\n').map(line => line.trim())
  return lines.findLast(line => line !== '') ?? 'Something went wrong.'
}
