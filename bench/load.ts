import autocannon from 'autocannon'

export type Load = { perSecond: number; p50: number; p99: number }

export type Manner = {
  seconds: number
  connections: number
  headers?: Record<string, string>
  expected?: number
}

const WARM_UP_SECONDS = 1

/** Asks for one address as fast as it is answered; times in ms, as exact as the clock. */
export async function load(url: string, manner: Manner): Promise<Load> {
  await ask(url, { ...manner, seconds: WARM_UP_SECONDS })
  return ask(url, manner)
}

async function ask(
  url: string,
  { seconds, connections, headers = {}, expected = 200 }: Manner,
): Promise<Load> {
  const times: number[] = []
  const running = autocannon({ url, connections, headers, duration: seconds })
  const others: number[] = []
  const instance = running as unknown as NodeJS.EventEmitter
  instance.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
    if (status === expected) times.push(ms)
    else others.push(status)
  })
  const { requests, errors } = await running
  if (others.length + errors > 0) {
    throw new Error(`${url}: ${others.length} times ${others[0] ?? ''}, ${errors} errors.`)
  }
  return { perSecond: requests.average, ...percentiles(times) }
}

/** The median and the 99th of a hundred. */
export function percentiles(times: number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}
