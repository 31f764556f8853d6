import { Secret, TOTP } from 'otpauth'
import { PASSWORD } from './people.ts'
import type { Agent, Site } from './site.ts'

/** An app that shows the codes of an account; `seconds` from the site's present moment. */
export type CodeApp = (seconds?: number) => string

/** Turns two-factor sign-in on for who is signed in; the clock then stands a minute later. */
export async function turnOnTwoFactor(site: Pick<Site, 'now' | 'setNow'>, agent: Agent) {
  const begun = await agent.post('/account/two-factor').type('form').send({ password: PASSWORD })
  const page = await agent.get('/account/two-factor')
  const [, key = ''] = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.text) ?? []
  const app = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) })
  const code: CodeApp = (seconds = 0) =>
    app.generate({ timestamp: site.now().getTime() + seconds * 1000 })
  const on = await agent.post('/account/two-factor/on').type('form').send({ code: code() })
  const recovery = [...on.text.matchAll(/<code>([a-z0-9]{5}-[a-z0-9]{5})<\/code>/g)].map(
    ([, found = '']) => found,
  )
  site.setNow(new Date(site.now().getTime() + 60_000))
  return { begun, page, on, code, recovery }
}
