import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Tx } from '../db/doors.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import { saveSettings, type SiteSettings } from '../settings/service.ts'
import { addPerson, hasAdmin, type NewPerson } from './people.ts'

/** The address that a newcomer opens first; the same at each start, on each instance. */
export function setupAddress(config: Config): string {
  return new URL(`/setup?token=${setupToken(config)}`, config.baseUrl).href
}

/** Whether this is the token of the printed set-up address. */
export function isSetupToken(config: Config, token: string): boolean {
  const expected = Buffer.from(setupToken(config))
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

type FirstSettings = Pick<SiteSettings, 'title'> & {
  [Name in 'language' | 'timeZone']?: SiteSettings[Name] | undefined
}

/** Creates the site and its admin; null when somebody else was first. */
export async function setUpSite(
  tx: Tx,
  { site, admin }: { site: FirstSettings; admin: NewPerson },
  now: Date,
): Promise<User | null> {
  if (await hasAdmin(tx)) return null
  await saveSettings(tx, site)
  await bumpContentVersion(tx)
  return addPerson(tx, admin, now)
}

function setupToken({ sessionSecret }: Config): string {
  return createHmac('sha256', sessionSecret).update('blext set-up').digest('base64url')
}
