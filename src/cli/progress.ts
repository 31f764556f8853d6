import type { Io } from './command.ts'

const WIDTH = 30
const PLAIN_STEP = 500

/** Shows how far a long work is, on stderr: a bar where a person watches, a line now and then elsewhere. */
export function createProgress({
  stderr,
  isTerminal,
}: Pick<Io, 'stderr' | 'isTerminal'>): (done: number, total: number) => void {
  let next = PLAIN_STEP
  return (done, total) => {
    if (isTerminal) {
      const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH)
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
      stderr.write(`\r${bar} ${done}/${total}${done === total ? '\n' : ''}`)
    } else if (done >= next) {
      stderr.write(`${done} of ${total}\n`)
      next = done + PLAIN_STEP
    }
  }
}
