import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Lets the collector run after each so many steps of a long work: V8 lets garbage grow for as long as the machine has memory,
 * and a machine that runs a blog has little.
 */
export function collectMeanwhile(every: number): (done: number) => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let next = every
  return done => {
    if (done < next) return
    next = done + every
    collect()
  }
}
