import { lookup, type LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { mark } from '../../i18n/translate.ts'
import { findAddressFault, isPublicAddress } from './address.ts'

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 16_384

/** Finds the addresses of a host; tests have their own. */
export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export type OutsideRequest = {
  url: string
  headers: Record<string, string>
  body: string
  /** Whether this machine's own networks may be asked, too. */
  mayBePrivate: boolean
  signal?: AbortSignal
  resolve?: Resolve
  timeoutMs?: number
}

/** `body` is the beginning of it, as text. */
export type OutsideAnswer = { status: number; body: string }

/** Why nothing was answered, in English. */
export class OutsideError extends Error {}

/**
 * Sends something to an address that somebody gave: only to where anybody might be, connected to the
 * very address that was checked, without following redirects, for ten seconds, reading a little.
 */
export async function postOutside(asked: OutsideRequest): Promise<OutsideAnswer> {
  const { url, headers, body, mayBePrivate, signal, resolve = resolveByDns } = asked
  const fault = findAddressFault(url, { mayBePrivate })
  if (fault) throw new OutsideError(fault)
  const ended = AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS)
  const signals = signal ? [ended, signal] : [ended]
  try {
    const answer = await send(
      url,
      { headers, body, lookup: checked(resolve, mayBePrivate) },
      signals,
    )
    return { status: answer.statusCode ?? 0, body: await readBeginning(answer) }
  } catch (error) {
    if (error instanceof OutsideError) throw error
    throw new OutsideError(explain(error, ended.aborted), { cause: error })
  }
}

type Sent = { headers: Record<string, string>; body: string; lookup: LookupFunction }

function send(
  address: string,
  { headers, body, lookup }: Sent,
  signals: AbortSignal[],
): Promise<IncomingMessage> {
  const url = new URL(address)
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const options = {
    method: 'POST',
    headers,
    lookup,
    agent: false,
    signal: AbortSignal.any(signals),
  }
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body)
  })
}

// The socket asks here for where to connect, so that nobody can answer otherwise the second time.
function checked(resolve: Resolve, mayBePrivate: boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses
      if (error || !first) done(error ?? new OutsideError(NO_ADDRESS), '')
      else if (!mayBePrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
        done(new OutsideError(PRIVATE), '')
      } else if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
}

const resolveByDns: Resolve = (host, done) => {
  lookup(host, { all: true }, (error, addresses) => done(error, error ? [] : addresses))
}

const NO_ADDRESS = mark('This host has no address.')
const PRIVATE = mark('This host lies in a private network, which this site does not ask.')

// What is answered is for the log only: a little of it, as it comes, is enough.
async function readBeginning(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part)
      bytes += part.length
      if (bytes >= MAX_ANSWER_BYTES) break
    }
  } catch {
    // The status has come and decides; what was read until then stays.
  }
  answer.destroy()
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: mark('The connection was refused.'),
  ECONNRESET: mark('The connection was closed without an answer.'),
  ENOTFOUND: NO_ADDRESS,
  EAI_AGAIN: mark('The name of the host could not be looked up just now.'),
}

function explain(error: unknown, isLate: boolean): string {
  if (isLate) return mark('No answer came within ten seconds.')
  const { code = '', message } = error as NodeJS.ErrnoException
  return REASONS[code] ?? message
}
