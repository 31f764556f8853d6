import type { Context } from '../context.ts'

/** While it works, a first SIGTERM or SIGINT lets it stop where it is whole; a second ends the process at once. */
export async function stopOnSignal<Result>(
  { closing }: Pick<Context, 'closing'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = () => {
    process.off('SIGTERM', stop).off('SIGINT', stop)
    closing.abort()
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  try {
    return await work()
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop)
  }
}
