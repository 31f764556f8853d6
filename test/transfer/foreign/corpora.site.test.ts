import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFormat } from '../../../src/transfer/formats.ts'
import { openSite } from '../../support/site.ts'

type Export = { format: 'wxr' | 'ghost'; path: string; expected: object; mostTags?: number }

test(
  'public exports come in whole, and change nothing the second time',
  { timeout: 600_000 },
  async () => {
    for (const { format, path, expected, mostTags } of listExports()) {
      const site = await openSite()

      const first = await findFormat(format)?.perform(site.context, path, { dryRun: false })
      const second = await findFormat(format)?.perform(site.context, path, { dryRun: false })

      expect(first).toMatchObject({ ok: true, report: { problems: [], ...expected } })
      const added = first?.ok === true ? first.report.added : -1
      const unchanged = { added: 0, updated: 0, unchanged: added, problems: [] }
      expect(second).toMatchObject({ ok: true, report: unchanged })
      if (mostTags === undefined) continue
      const tags = await site.db.read.blogTag.groupBy({ by: ['postId'], _count: true })
      expect(Math.max(...tags.map(({ _count }) => _count))).toBe(mostTags)
    }
  },
)

/**
 * Exports that nobody of this project wrote and that are no part of it, with LONG=1 from the folder
 * `CORPORA`; else one of our own.
 */
function listExports(): Export[] {
  const folder = process.env['CORPORA'] ?? '../shared/corpora'
  const own: Export = { format: 'ghost', path: 'test/fixtures/ghost', expected: {} }
  if (process.env['LONG'] !== '1') return [own]
  if (!existsSync(folder)) {
    process.stdout.write(`${folder} is absent: no public export is read.\n`)
    return [own]
  }
  return [
    {
      ...{ format: 'wxr', path: join(folder, 'themeunittestdata.wordpress.xml') },
      expected: { added: 79, people: 2 },
      // Of 65 terms one is its category, and two names stand there twice.
      mostTags: 62,
    },
    {
      ...{ format: 'ghost', path: join(folder, 'ghost-v4-export.json') },
      expected: { added: 11, people: 1 },
    },
  ]
}
