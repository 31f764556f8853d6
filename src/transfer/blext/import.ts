import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { categoryVocabulary, tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { noAddresses } from '../engine/addresses.ts'
import type { Imported } from '../engine/import.ts'
import { emptyReport, type Refused } from '../report.ts'
import { remarkOnKnown, takeInPeople } from './people.ts'
import { keepPeopleAddresses } from './people-addresses.ts'
import { takeInPosts } from './posts.ts'
import { reviewRows } from './rows.ts'
import { isSeenBefore, type BlextOptions, type BlextRun } from './run.ts'
import { openBlext, type OldBlext } from './source.ts'
import { takeInTerms } from './terms.ts'

/** Imports a database of the old BLEXT; a second time it changes only what has changed. */
export async function importBlext(
  context: Context,
  path: string,
  options: BlextOptions,
): Promise<Imported> {
  const opened = openBlext(path)
  if (!opened.ok) return opened
  const { old } = opened
  try {
    const run = await openRun(context, old, options)
    const refused = findRefusal(run)
    if (refused) return refused
    await options.onOpened?.(run.report.files)
    await takeInPeople(run)
    await keepPeopleAddresses(run)
    const stopped = await takeInPosts(run)
    if (stopped) return { ok: true, report: run.report, stopped }
    remarkOnSource(run)
    await takeInTerms(run, tagVocabulary)
    await takeInTerms(run, categoryVocabulary)
    return { ok: true, report: run.report }
  } finally {
    old.close()
  }
}

async function openRun(context: Context, old: OldBlext, options: BlextOptions): Promise<BlextRun> {
  const admin = await context.db.read.user.findFirst({
    where: { role: 'admin' },
    select: { id: true, username: true },
    orderBy: { id: 'asc' },
  })
  return {
    ...{ context, old, options, owners: new Map() },
    heir: admin && { ...admin, oldUsername: null, isKnown: true },
    given: { ...noAddresses(), usernames: new Set(), emailKeys: new Set() },
    used: { tag: new Set(), category: new Set() },
    report: { ...emptyReport(options.dryRun), files: old.countPosts() },
  }
}

// What is wrong in the old database is said once, not each time that it comes.
function remarkOnSource(run: BlextRun): void {
  if (run.report.unchanged === 0) remarkOnKnown(run)
  if (!isSeenBefore(run)) reviewRows(run)
}

function findRefusal({ old, options: { admin }, heir }: BlextRun): Refused | null {
  if (admin !== undefined && !old.hasUser(admin)) {
    const text = mark('Nobody in the old database has the username {admin}.')
    return { ok: false, text, parameters: { admin } }
  }
  if (heir || admin !== undefined || old.countOwnerless() === 0) return null
  const text = mark(
    'Some posts have no author, and there is no admin yet to give them to: name one with --admin.',
  )
  return { ok: false, text, parameters: {} }
}
