import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY = 1_000

/**
 * Lets the collector run after each thousand of a long work: V8 lets garbage grow for as long as the machine has memory,
 * and a machine that runs a blog has little.
 */
export function collectMeanwhile(): (done: number) => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let next = EVERY
  return done => {
    if (done < next) return
    next = done + EVERY
    collect()
  }
}
