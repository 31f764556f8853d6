import type { Registry } from 'prom-client'
import type { Config } from '../config.ts'

/** A request that was answered; `route` is the address as the router has it. */
export type Answered = { method: string; route: string; status: number; seconds: number }

/** A number that is looked up when somebody asks for it; null = it is not known now and left out. */
export type Gauge = { name: string; help: string; read: () => Promise<number | null> }

/** What the process counts of itself, in the text format of Prometheus. */
export type Metrics = {
  countAnswer: (answered: Answered) => void
  addGauge: (gauge: Gauge) => void
  print: () => Promise<{ type: string; text: string }>
}

/** In seconds: from a kept page to a search that takes too long. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
// Every other method is one: whoever invents them must not fill the memory.
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Begins to count where METRICS_TOKEN asks for it; null where nobody does, so that it costs nothing. */
export async function openMetrics({
  metricsToken,
}: Pick<Config, 'metricsToken'>): Promise<Metrics | null> {
  if (metricsToken === '') return null
  const { Histogram, Registry, Gauge, collectDefaultMetrics } = await import('prom-client')
  const register = new Registry()
  collectDefaultMetrics({ register })
  const answers = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long answers took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [register],
  })
  return {
    countAnswer: ({ method, route, status, seconds }) => {
      answers.observe({ method: METHODS.has(method) ? method : 'other', route, status }, seconds)
    },
    addGauge: ({ name, help, read }) => {
      const gauge = new Gauge({ name, help, registers: [register], collect })
      async function collect(): Promise<void> {
        const value = await read()
        if (value === null) gauge.remove()
        else gauge.set(value)
      }
    },
    print: () => printAll(register),
  }
}

async function printAll(register: Registry): Promise<{ type: string; text: string }> {
  return { type: register.contentType, text: await register.metrics() }
}
