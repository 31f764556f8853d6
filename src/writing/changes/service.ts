import type { Context } from '../../context.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { RenderError } from '../../render/render-error.ts'
import { takeDocument } from '../editing/paste.ts'
import { completeFields, DATE_FAULT, PostForm } from '../form.ts'
import { fieldsOf, type PostFields, type StoredPost } from '../post.ts'
import { classifyChange, type ChangeClass } from './classes.ts'

export type Change = {
  before: PostFields
  after: PostFields
  classes: ChangeClass[]
  /** The page with its differences marked. */
  html: string
}

type ReadChange = { ok: true; change: Change } | { ok: false; errors: FieldErrors; input: Typed }

/** What a form would change of a post as readers see it; nothing is written. */
export async function readChange(
  context: Context,
  { stored, body, timeZone }: { stored: StoredPost; body: unknown; timeZone: string },
): Promise<ReadChange> {
  const taken = takeDocument(body)
  const form = readForm(PostForm, taken.ok ? taken.body : body)
  if (!taken.ok) return { ok: false, errors: { body: taken.message }, input: form.input }
  if (!form.ok) return form
  const before = fieldsOf(stored)
  const after = completeFields(form.values, before, timeZone)
  if (!after) return { ok: false, errors: { publishedAt: DATE_FAULT }, input: form.input }
  try {
    return {
      ok: true,
      change: await compare(context, before, { ...after, slug: after.slug || before.slug }),
    }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return { ok: false, errors: { body: error.message }, input: form.input }
  }
}

async function compare(
  { renderer }: Context,
  before: PostFields,
  after: PostFields,
): Promise<Change> {
  const old = await renderer.render(before.body)
  const young = await renderer.render(after.body)
  const { markDifference } = await import('../../render/difference.ts')
  return {
    ...{ before, after },
    classes: classifyChange({ fields: before, ...old }, { fields: after, ...young }),
    html: markDifference(old.html, young.html),
  }
}
