import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import type { Read, Tx } from '../../db/doors.ts'
import type { RowChange } from '../../history/operations.ts'
import { seriesAsText } from '../../history/series.ts'
import { watchSettings } from '../../history/settings.ts'
import { findFreeSeriesSlug, isSeriesSlugTaken } from '../../series/service.ts'
import { SettingsContent } from '../../settings/content.ts'
import { saveSettings } from '../../settings/service.ts'
import { nameKey } from '../../text/key.ts'
import { cleanName } from '../../text/name.ts'
import type { SiteContent } from './site-file.ts'

/** Whether nobody has written anything here yet, so that an export may bring its settings, too. */
export const isEmptyBlog = async (read: Pick<Read, 'post'>): Promise<boolean> =>
  (await read.post.findFirst({ select: { id: true } })) === null

/** Writes changes into the operation of an import, if it has one. */
export type Keep = (tx: Tx, changes: RowChange[]) => Promise<void>

/** Takes over the settings of an export; what is none of ours is left out. */
export async function takeInSettings(
  context: Context,
  content: SiteContent,
  keep: Keep,
): Promise<void> {
  const read = SettingsContent.safeParse(content.settings)
  if (!read.success) return
  const { footer } = read.data
  const html = footer === undefined ? undefined : (await context.renderer.render(footer)).html
  await context.db.write(async tx => {
    const save = () => saveSettings(tx, { ...read.data, footerHtml: html })
    await keep(tx, await watchSettings(tx, save))
    await bumpContentVersion(tx)
  })
}

/** Makes the series of an export that are not here, with their addresses and what is said of them. */
export async function takeInSeries(
  tx: Tx,
  content: SiteContent,
  createdAt: Date,
): Promise<RowChange[]> {
  const made: RowChange[] = []
  for (const { name: written, slug, description } of content.series) {
    const name = cleanName(written)
    const key = nameKey(name)
    if (key === '' || (await tx.series.findUnique({ where: { key } }))) continue
    const isFree = slug !== '' && !(await isSeriesSlugTaken(tx, slug, 0))
    const free = isFree ? slug : await findFreeSeriesSlug(tx, slug || name)
    const row = await tx.series.create({ data: { name, key, slug: free, description, createdAt } })
    const cell = { entity: 'series', entityId: row.id, field: 'row' } as const
    made.push({ ...cell, before: null, after: seriesAsText(row) })
  }
  return made
}

/** Says of the people whom an import made what the export says about them. */
export async function takeInAbouts(
  { db, renderer }: Context,
  content: SiteContent,
  made: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { username, about } of content.people) {
    const id = made.get(username)
    if (id === undefined || about === '') continue
    const { html: aboutHtml } = await renderer.render(about)
    await db.write(tx => tx.user.update({ where: { id }, data: { about, aboutHtml } }))
  }
}
