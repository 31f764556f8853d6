import supertest from 'supertest'
import { addToken, scopes, type Scope } from '../../src/accounts/tokens/tokens.ts'
import { findSignedIn } from '../support/builders.ts'
import type { Site } from '../support/site.ts'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

export type Given = { scopes?: readonly Scope[]; expiresAt?: Date | null }

/** A token of a person of the site. */
export async function giveToken(
  { db, context }: Pick<Site, 'db' | 'context'>,
  username: string,
  given: Given = {},
): Promise<string> {
  const { id } = await findSignedIn({ db }, username)
  const token = { name: 'A script', scopes: [...(given.scopes ?? scopes)] }
  const expiresAt = given.expiresAt ?? null
  return db.record(tx => addToken(tx, id, { ...token, expiresAt }, context.now()))
}

/** A script that uses the API for a person; `call('get', '/posts')` asks for /api/v1/posts. */
export async function openScript(site: Site, username: string, given: Given = {}) {
  const token = await giveToken(site, username, given)
  const call = (verb: Verb, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const request = supertest(site.app)[verb](`/api/v1${path}`)
    void request.set({ Authorization: `Bearer ${token}`, ...headers })
    return body === undefined ? request : request.send(body as object)
  }
  return { token, call }
}
