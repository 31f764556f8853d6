/** Makes a runner that starts each task only after the one before has ended, in the order of calling. */
export function createQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return task => {
    const run = last.then(task)
    last = run.catch(() => undefined)
    return run
  }
}
