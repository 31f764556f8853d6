import { sql, type Read, type Tx } from '../../db/doors.ts'
import { integer, moment } from '../../db/moment.ts'
import type { Translate } from '../../i18n/translate.ts'

const SHOWN_MS = 3 * 60_000
const MINUTE_MS = 60_000

/** Notes that a person has a post open, and forgets whom nobody saw for some minutes. */
export async function noteOpening(
  tx: Tx,
  { postId, personId }: { postId: number; personId: number },
  seenAt: Date,
): Promise<void> {
  await tx.opening.deleteMany({ where: { seenAt: { lt: new Date(seenAt.getTime() - SHOWN_MS) } } })
  await tx.execute(sql`
    INSERT INTO openings (post_id, person_id, seen_at)
    VALUES (${integer(postId)}, ${integer(personId)}, ${moment(tx.dialect, seenAt)})
    ON CONFLICT (post_id, person_id) DO UPDATE SET seen_at = excluded.seen_at`)
}

/** Notes that a person has closed a post. */
export async function noteClosing(
  tx: Tx,
  where: { postId: number; personId: number },
): Promise<void> {
  await tx.opening.deleteMany({ where })
}

/** Who else has a post open, in sentences, the last seen first. */
export async function sayOthers(
  read: Read,
  { postId, personId }: { postId: number; personId: number },
  { t, now }: { t: Translate; now: Date },
): Promise<string[]> {
  const others = await read.opening.findMany({
    where: {
      ...{ postId, personId: { not: personId }, person: { disabled: false } },
      seenAt: { gte: new Date(now.getTime() - SHOWN_MS) },
    },
    orderBy: { seenAt: 'desc' },
    select: { seenAt: true, person: { select: { displayName: true, username: true } } },
  })
  return others.map(({ seenAt, person }) => {
    const name = person.displayName || person.username
    const count = Math.floor((now.getTime() - seenAt.getTime()) / MINUTE_MS)
    return count === 0
      ? t('{name} has this open, too', { name })
      : t('{name} has this open, too (seen {count} minutes ago)', { name, count })
  })
}
