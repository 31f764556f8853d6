import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFormat } from '../../../src/transfer/formats.ts'
import { openSite } from '../../support/site.ts'

// Exports that nobody of this project wrote; read by `npm run test:long` only, where they are.
const CORPORA = process.env['CORPORA'] ?? '../shared/corpora'
const isLong = process.env['LONG'] === '1'

const EXPORTS = [
  ['wxr', 'themeunittestdata.wordpress.xml', { added: 79, people: 2 }],
  ['ghost', 'ghost-v4-export.json', { added: 11, people: 1 }],
] as const

for (const [format, name, expected] of EXPORTS) {
  const path = join(CORPORA, name)
  const isThere = existsSync(path)

  test.skipIf(!isLong || !isThere)(
    `${name} comes in whole, and changes nothing the second time`,
    async () => {
      const site = await openSite()

      const first = await findFormat(format)?.perform(site.context, path, { dryRun: false })
      const second = await findFormat(format)?.perform(site.context, path, { dryRun: false })

      expect(first).toMatchObject({ ok: true, report: { problems: [], ...expected } })
      const unchanged = { added: 0, updated: 0, unchanged: expected.added, problems: [] }
      expect(second).toMatchObject({ ok: true, report: unchanged })
      // Of 65 terms one is its category, and two names stand there twice.
      const most = await site.db.read.blogTag.groupBy({ by: ['postId'], _count: true })
      if (format === 'wxr') expect(Math.max(...most.map(({ _count }) => _count))).toBe(62)
    },
  )
}
