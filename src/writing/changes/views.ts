import { mark } from '../../i18n/translate.ts'
import { formatDate } from '../../text/dates.ts'
import type { StoredPost } from '../post.ts'
import { viewFacts } from '../revisions/comparison-view.ts'
import type { Manner } from '../views.ts'
import type { ChangeClass } from './classes.ts'
import type { Change } from './service.ts'

const LABELS: Record<ChangeClass, string> = {
  typo: mark('Corrected words'),
  text: mark('The text'),
  title: mark('Title'),
  links: mark('Links and images'),
  tags: mark('Tags and category'),
  address: mark('Address'),
  place: mark('Date and place'),
}

const asIs = (name: string): string => name

type Shown = Change & { stored: StoredPost; body: unknown }

/** The page of a change: its kinds, the page as readers will see it, and the form to be sent on. */
export function viewChange({ stored, body, ...change }: Shown, manner: Manner) {
  const { t, language, timeZone, now } = manner
  const facts = viewFacts(change, { category: asIs, tag: asIs }, manner)
  return {
    post: { id: stored.id, title: stored.title },
    urls: { save: `/admin/posts/${stored.id}`, back: `/admin/posts/${stored.id}/edit` },
    classes: change.classes.map(name => t(LABELS[name])),
    facts: facts.filter(({ isChanged }) => isChanged),
    isTextChanged: change.before.body !== change.after.body,
    html: change.html,
    hidden: listSent(body),
    date: formatDate(now, language, timeZone),
  }
}

/** What choosing and pressing here decides anew. */
const OWN = ['status', 'announce', 'note']

// All that was sent, several values of one name too, so that it can be sent on.
function listSent(body: unknown): { name: string; value: string }[] {
  return Object.entries((body ?? {}) as Record<string, unknown>)
    .filter(([name]) => !OWN.includes(name))
    .flatMap(([name, value]) =>
      [value].flat().flatMap(each => (typeof each === 'string' ? [{ name, value: each }] : [])),
    )
}
