import type { KeptPage } from './page.ts'

/** What came of rendering a page: it, or an answer for one request only, or the reader went away. */
export type Landing = KeptPage | 'not kept' | 'gone'

/** The pages that are being rendered, by their keys; whoever asks for the same meanwhile waits for it. */
export type Flights = Map<string, Promise<Landing>>

/** Begins a flight; what is given back ends it, once. */
export function takeOff(flights: Flights, key: string): (landing: Landing) => void {
  let land: (landing: Landing) => void = () => undefined
  const flight = new Promise<Landing>(resolve => {
    land = resolve
  })
  flights.set(key, flight)
  return landing => {
    if (flights.get(key) === flight) flights.delete(key)
    land(landing)
  }
}
