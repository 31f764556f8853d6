import { sayWho } from '../../accounts/who.ts'
import type { Context } from '../../context.ts'
import type { Read } from '../../db/doors.ts'
import type { Revision } from '../../db/generated/sqlite/client.ts'
import { RenderError } from '../../render/render-error.ts'
import { nameLivingTerms } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { formatMoment } from '../../text/dates.ts'
import { fieldsOf, type StoredPost } from '../post.ts'
import type { Manner } from '../views.ts'
import { viewFacts, viewPassages, type Compared, type SayPresent } from './comparison-view.ts'
import type { Comparison } from './form.ts'
import { groupRevisions } from './groups.ts'
import { viewRevision } from './list-view.ts'
import { listMissing } from './paragraph.ts'
import { findPrevious } from './service.ts'
import { findRevision, isUnsaved, listRevisions, revisionFields } from './store.ts'

type Asked = {
  post: StoredPost
  revision: Revision & { editor: { displayName: string } | null }
  asked: Comparison
}

/** More revisions than this are not offered to be compared with; their addresses work all the same. */
const MAX_CHOICES = 200

/** The page of a revision: what it was, and how it differs from another. */
export async function compareRevision(context: Context, about: Asked, manner: Manner) {
  const { post, revision, asked } = about
  const { read } = context.db
  const base = `/admin/posts/${post.id}`
  const { compared, side } = await findCompared(read, about)
  const say = await findPresentNames(read, compared, manner)
  const isCurrent = !isUnsaved(revision) && revision.version === post.version
  return {
    post: { title: post.title, editUrl: `${base}/edit`, revisionsUrl: `${base}/revisions` },
    revision: {
      number: revision.number,
      name: revision.name,
      date: formatMoment(revision.createdAt, manner),
      editor: sayWho(revision.editor, revision.editorName, manner.t),
      isCurrent,
      isUnsaved: isUnsaved(revision),
      url: `${base}/revisions/${revision.number}`,
    },
    asked,
    choices: await listChoices(read, about, manner),
    facts: viewFacts(compared, say, manner),
    runs: viewPassages(compared, { side, missing: listMissing(revision.body, post.body) }),
    html: asked.view === 'rendered' ? await renderDifference(context, compared) : '',
  }
}

// The older one comes first, so that what is marked as added was added later.
async function findCompared(
  read: Read,
  { post, revision, asked }: Asked,
): Promise<{ compared: Compared; side: 'before' | 'after' }> {
  const own = revisionFields(revision)
  if (asked.with === 'now') {
    return { compared: { before: own, after: fieldsOf(post) }, side: 'before' }
  }
  const other = await findOther(read, revision, asked.with)
  const fields = other ? revisionFields(other) : own
  return other && other.number > revision.number
    ? { compared: { before: own, after: fields }, side: 'before' }
    : { compared: { before: fields, after: own }, side: 'after' }
}

function findOther(read: Read, revision: Revision, chosen: string): Promise<Revision | null> {
  return chosen === 'previous'
    ? findPrevious(read, revision)
    : findRevision(read, revision.postId, Number(chosen))
}

async function listChoices(read: Read, { post, revision }: Asked, manner: Manner) {
  const groups = groupRevisions(await listRevisions(read, post.id))
  return groups
    .flatMap(([last]) => (last && last.number !== revision.number ? [last] : []))
    .slice(0, MAX_CHOICES)
    .map(each => viewRevision(each, '', manner))
}

// What was renamed or merged since has another name now.
async function findPresentNames(
  read: Read,
  { before, after }: Compared,
  { t }: Manner,
): Promise<SayPresent> {
  const sayOf = async (vocabulary: Vocabulary, names: string[]) => {
    const said = new Map<string, string>()
    for (const name of new Set(names.filter(Boolean))) {
      const [present = name] = await nameLivingTerms(read, vocabulary, [name])
      said.set(name, present === name ? name : t('{name} (now {present})', { name, present }))
    }
    return (name: string) => said.get(name) ?? name
  }
  return {
    category: await sayOf(categoryVocabulary, [before.category, after.category]),
    tag: await sayOf(tagVocabulary, [...before.tags, ...after.tags]),
  }
}

/** The rendered page with its differences; null when one of the texts takes too long to render. */
export async function renderDifference(
  { renderer }: Context,
  { before, after }: { before: { body: string }; after: { body: string } },
): Promise<string | null> {
  try {
    const old = await renderer.render(before.body)
    const young = await renderer.render(after.body)
    const { markDifference } = await import('../../render/difference.ts')
    return markDifference(old.html, young.html)
  } catch (error) {
    if (error instanceof RenderError) return null
    throw error
  }
}
