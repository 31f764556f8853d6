import { z } from 'zod'
import type { Read } from '../../db/doors.ts'
import { readForm, typedFields, type Typed } from '../../http/form.ts'
import { mergeEdits, type MergedPost } from '../merge.ts'
import {
  bothOf,
  conflictsOf,
  mergeTexts,
  presetOf,
  writeMerged,
  type Conflict,
  type MergedText,
} from '../merging/texts.ts'
import { fieldsOf, type PostFields, type StoredPost } from '../post.ts'
import { findRevision, findRevisionFields, isUnsaved, revisionFields } from '../revisions/store.ts'
import { typedPost } from './editor-view.ts'

const Count = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** What the page of a conflict says of itself: from where, and of what, it was merged. */
const MergeForm = z.object({ kept: Count, mergedFrom: Count, version: Count })

/** The fields of which one side is taken as it is. */
export const WHOLE_FIELDS = ['title', 'category', 'excerpt', 'slug', 'publishedAt'] as const

/**
 * The form as somebody decided its conflicts: what was chosen stands in its fields. What was typed
 * into a field goes before what was chosen for it.
 */
export async function applyDecisions(
  read: Read,
  stored: StoredPost,
  body: unknown,
  timeZone: string,
): Promise<unknown> {
  const form = readForm(MergeForm, body)
  const sides = form.ok ? await findSides(read, stored, form.values) : null
  if (!sides) return body
  const typed = typedFields(body)
  const chosen = WHOLE_FIELDS.map(name => [name, decideField(name, typed, sides, timeZone)])
  return {
    ...(body as Record<string, unknown>),
    ...Object.fromEntries(chosen.filter(([, value]) => value !== undefined)),
    ...decideBody(sides.merged.body, typed),
  }
}

type Sides = { yours: PostFields; theirs: PostFields; merged: MergedPost }

async function findSides(
  read: Read,
  stored: StoredPost,
  { kept, mergedFrom, version }: z.output<typeof MergeForm>,
): Promise<Sides | null> {
  const postId = stored.id
  const revision = await findRevision(read, postId, kept)
  if (!revision || !isUnsaved(revision)) return null
  const present = fieldsOf(stored)
  const yours = { ...present, ...revisionFields(revision) }
  const theirs = (await findRevisionFields(read, { postId, version }, present)) ?? present
  const base = await findRevisionFields(read, { postId, version: mergedFrom }, present)
  return { yours, theirs, merged: mergeEdits(base, yours, theirs) }
}

function decideField(
  name: (typeof WHOLE_FIELDS)[number],
  typed: Typed,
  { yours, theirs }: Sides,
  timeZone: string,
): unknown {
  const isAsSent = unixLines(typed[name]) === typedPost(yours, timeZone)[name]
  const isTheirs = typed[`decision-${name}`] === 'theirs'
  return isTheirs && isAsSent ? typedPost(theirs, timeZone)[name] : undefined
}

function decideBody(merged: MergedText, typed: Typed): { body: string } | null {
  const sent = unixLines(typed['body'])
  if (sent === undefined) return null
  const decisions = conflictsOf(merged).map((conflict, at) =>
    decide(conflict, typed[`decision-${at}`], unixLines(typed[`hand-${at}`])),
  )
  const [preset, decided] = [writeMerged(merged), writeMerged(merged, decisions)]
  return { body: writeMerged(mergeTexts({ base: preset, yours: sent, theirs: decided })) }
}

/** What stands in the place of a conflict. What was typed by hand is not dropped for a choice that nobody made. */
function decide(conflict: Conflict, choice: string | undefined, hand: string | undefined): string {
  const preset = presetOf(conflict)
  const isMade = choice !== undefined && choice !== 'hand' && choice !== conflict.preset
  if (!isMade) return hand ?? preset
  const sides: Record<string, string> = {
    yours: conflict.yours,
    theirs: conflict.theirs,
    both: bothOf(conflict),
  }
  return sides[choice] ?? preset
}

const unixLines = (text: string | undefined): string | undefined => text?.replace(/\r\n?/g, '\n')
