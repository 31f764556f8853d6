import {
  type Event,
  FAILSAFE_SCHEMA,
  YAMLException,
  constructFromEvents,
  nullCoreTag,
  parseEvents,
} from 'js-yaml'
import { TomlDate, TomlError, parse as parseToml } from 'smol-toml'
import type { HeaderBlock, HeaderFault } from './header-block.ts'

/** The keys of a header, in lower case, to values that consist of text, lists and records; null is an empty one. */
export type HeaderValues = { values: Record<string, unknown>; notes: string[] }

/** Reads the source of a header; what cannot be read is refused with its line in the document. */
export function readValues(block: HeaderBlock): HeaderValues | HeaderFault {
  try {
    const { value, notes } = READERS[block.syntax](block.source)
    if (value === null || value === undefined) return { values: {}, notes }
    if (!isRecord(value)) return { line: block.line, message: 'The header is not a list of keys.' }
    return { values: value, notes }
  } catch (error) {
    const fault = describeFault(error, block.source)
    if (!fault) throw error
    return { line: block.line + fault.line - 1, message: fault.message }
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Reading = { value: unknown; notes: string[] }

const READERS = {
  yaml: readYaml,
  toml: (source: string): Reading => ({ value: withTextDates(parseToml(source)), notes: [] }),
  json: readJson,
}

class RefusedHeader extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

// Every scalar stays the text that it is (`3.10`, `017`, `yes`, dates with their zone); only an empty one is null.
function readYaml(source: string): Reading {
  const options = { source, schema: FAILSAFE_SCHEMA.withTags(nullCoreTag), maxAliases: 0 }
  const events = parseEvents(source, {})
  refuseAnchors(events)
  try {
    return { value: constructFromEvents(events, options)[0], notes: [] }
  } catch (error) {
    if (!(error instanceof YAMLException) || !/duplicate/iu.test(error.reason)) throw error
    const line = countMark(error)
    const notes = [`A key stands there twice (line ${line} of the header); the last one counts.`]
    return { value: constructFromEvents(events, { ...options, json: true })[0], notes }
  }
}

function refuseAnchors(events: Event[]): void {
  for (const event of events) {
    if (!('anchorStart' in event) || event.anchorStart < 0) continue
    const message = 'Anchors (&) and aliases (*) are not read; quote the text.'
    throw new RefusedHeader(message, event.anchorStart)
  }
}

function readJson(source: string): Reading {
  const text = source.trim() === '' || source.trimStart().startsWith('{') ? source : `{${source}}`
  return { value: text.trim() === '' ? null : JSON.parse(text), notes: [] }
}

function withTextDates(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString()
  if (Array.isArray(value)) return value.map(withTextDates)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTextDates(each)]))
}

function describeFault(error: unknown, source: string): HeaderFault | null {
  if (error instanceof RefusedHeader) {
    return { line: countLines(source, error.position), message: error.message }
  }
  if (error instanceof YAMLException) return describe(countMark(error), error.reason)
  if (error instanceof TomlError) return describe(error.line, error.message.split('\n', 1)[0] ?? '')
  if (!(error instanceof SyntaxError)) return null
  const position = Number(/position (\d+)/u.exec(error.message)?.[1] ?? 0)
  return describe(countLines(source, position), error.message)
}

function describe(line: number, reason: string): HeaderFault {
  return { line, message: `The header cannot be read: ${reason}` }
}

function countMark({ mark }: YAMLException): number {
  return (mark?.line ?? 0) + 1
}

function countLines(source: string, position: number): number {
  return source.slice(0, position).split('\n').length
}
