import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { costOf } from '../support/cost.ts'
import { openSite, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'

const ROUNDS = times(12, 200)
const LIMIT = times(1, 10) * 60_000

test.each(['/forgot-password', '/signup'])(
  'S10: %s takes as long for an address that has an account as for one that has none',
  async path => {
    const site = await openSite({ config: { signup: 'open', trustProxy: 1 } })
    const ask = (round: number, email: string) =>
      costOf(async () => {
        const fields = { username: `new${round}`, email, password: 'tide and lamp and rope' }
        const from = `203.0.${round}.${email.length}`
        const request = site.agent().post(path).type('form').set('X-Forwarded-For', from)
        expect((await request.send(fields)).status).toBe(200)
      })

    const ratio = await compare(
      site,
      round => ask(round, 'alice@example.com'),
      round => ask(round, `nobody${round}@example.com`),
    )

    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  },
  LIMIT,
)

test(
  'S29: a draft is as quickly not there as what never was',
  async () => {
    const site = await openSite()
    await addPost(site, { slug: 'a-secret', status: 'draft', body: 'Much text. '.repeat(5_000) })
    const look = (path: string) =>
      costOf(async () => expect((await site.page(path)).status).toBe(404))

    const ratio = await compare(
      site,
      () => look('/posts/a-secret'),
      () => look('/posts/no-secret'),
    )

    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  },
  LIMIT,
)

// In turn, and the quickest of each. What is done for a letter is done after the answer.
async function compare(
  { context }: Site,
  first: (round: number) => Promise<number>,
  second: (round: number) => Promise<number>,
): Promise<number> {
  const taken = { first: [] as number[], second: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    taken.first.push(await first(round))
    await context.background.idle()
    taken.second.push(await second(round))
    await context.background.idle()
  }
  return Math.min(...taken.first) / Math.min(...taken.second)
}
