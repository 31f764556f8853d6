import { Email, emailKey, Username } from '../../accounts/form.ts'
import { adoptHash } from '../../accounts/password.ts'
import { addPerson, findPersonByEmail, type NewPerson } from '../../accounts/people.ts'
import type { Read, Tx } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { RenderError } from '../../render/render-error.ts'
import { plainSummary } from '../../text/excerpt.ts'
import { cleanName } from '../../text/name.ts'
import { recordMadePeople } from '../engine/people.ts'
import type { Say } from '../report.ts'
import { sayOn, type BlextRun, type Owner } from './run.ts'
import { oldSource, type OldUser } from './source.ts'

type PlannedPerson = {
  oldId: number
  oldUsername: string | null
  person: NewPerson
  profile: { about: string; aboutHtml: string; disabled: boolean }
}

const MAX_BIO_CHARS = 300

/** Adds the users of the old database that have no account here, and finds those that have. */
export async function takeInPeople(run: BlextRun): Promise<void> {
  for (const page of run.old.users()) {
    const planned: PlannedPerson[] = []
    for (const user of page) {
      const person = await planPerson(run, user)
      if (person) planned.push(person)
    }
    await storePeople(run, planned)
  }
}

/** Says which users of the old database have an account here already. */
export function remarkOnKnown(run: BlextRun): void {
  for (const [oldId, { username, isKnown }] of run.owners) {
    const text = mark('This is {username} here, known by the email address, and stays as it is.')
    if (isKnown) sayOn(run, 'users', oldId)(null, text, { username })
  }
}

async function planPerson(run: BlextRun, user: OldUser): Promise<PlannedPerson | null> {
  const remarks: Parameters<Say>[] = []
  const say: Say = (...remark) => remarks.push(remark)
  const email = chooseEmail(run, user, say)
  const { read } = run.context.db
  const known = (await findPersonByEmail(read, email)) ?? (await findHeirOf(read, user))
  if (known) {
    keepKnown(run, user, known)
    return null
  }
  const role = isNamedAdmin(run, user) ? 'admin' : 'author'
  const username = await chooseUsername(run, user, say)
  const passwordHash = await choosePassword(user, username, say)
  const about = await renderAbout(run, user.about.replaceAll('\0', ''), say)
  const disabled = role !== 'admin' && user.isConfirmed === 0 && user.firstPost === null
  if (disabled) say(null, mark('The address was never confirmed; the account is disabled.'))
  remarkOnLost(user, say)
  const bio = plainSummary(cleanName(user.bio), MAX_BIO_CHARS)
  for (const remark of remarks) sayOn(run, 'users', user.id)(...remark)
  return {
    oldId: user.id,
    oldUsername: user.username,
    person: { username, email, role, passwordHash, bio },
    profile: { ...about, disabled },
  }
}

// Whoever was removed here since the last import, and gave all posts to another, does not come back.
async function findHeirOf(
  read: Pick<Read, 'import'>,
  { firstPost, firstTimestamp }: OldUser,
): Promise<{ id: number; username: string } | null> {
  if (firstPost === null) return null
  const remembered = await read.import.findUnique({
    where: { source: oldSource(firstPost, firstTimestamp) },
    select: { post: { select: { author: { select: { id: true, username: true } } } } },
  })
  return remembered?.post.author ?? null
}

function keepKnown(run: BlextRun, user: OldUser, known: { id: number; username: string }): void {
  const { id, username } = known
  const owner = { id, username, oldUsername: user.username, isKnown: true }
  if (isNamedAdmin(run, user)) run.heir ??= owner
  run.owners.set(user.id, owner)
  run.given.usernames.add(user.username ?? '')
}

// Of two users of one name only the first.
const isNamedAdmin = ({ options, given }: BlextRun, { username }: OldUser): boolean =>
  username !== null && options.admin === username && !given.usernames.has(username)

// The address is what a person is known by, here and when the same database comes again.
function chooseEmail({ given }: BlextRun, { id, username, email }: OldUser, say: Say): string {
  const checked = Email.safeParse(email ?? '')
  if (checked.success && !given.emailKeys.has(emailKey(checked.data))) {
    given.emailKeys.add(emailKey(checked.data))
    return checked.data
  }
  const name = (username ?? '').replace(/[^a-z0-9]+/giu, '').toLowerCase() || 'user'
  const instead = `${name}-${id}@blext.invalid`
  const parameters = { email: email ?? '', instead }
  if (checked.success) {
    say(null, mark('“{email}” is another’s address too; this account has “{instead}”.'), parameters)
  } else {
    say(null, mark('“{email}” is no email address; this account has “{instead}”.'), parameters)
  }
  given.emailKeys.add(emailKey(instead))
  return instead
}

async function chooseUsername(
  { context, given }: BlextRun,
  { id, username }: OldUser,
  say: Say,
): Promise<string> {
  const cleaned = cleanName(username ?? '').replace(/[^\p{L}\p{N}._-]+/gu, '-')
  const base = Username.safeParse(cleaned).success ? cleaned : `user-${id}`
  let free = base
  for (let number = 2; await isTaken(free); number += 1) free = `${base.slice(0, 60)}-${number}`
  given.usernames.add(free)
  if (free !== username) {
    const text = mark('The username “{username}” cannot be kept or is taken; it is “{free}” here.')
    say(null, text, { username: username ?? '', free })
  }
  return free

  async function isTaken(candidate: string): Promise<boolean> {
    if (given.usernames.has(candidate)) return true
    const where = { username: candidate }
    return (await context.db.read.user.findUnique({ where })) !== null
  }
}

async function choosePassword(
  { passwordHash }: OldUser,
  username: string,
  say: Say,
): Promise<string> {
  const adopted = await adoptHash(passwordHash ?? '')
  if (adopted !== null) return adopted
  const text = mark(
    'The old password cannot be taken over: give a new one with “blext user password {username}”.',
  )
  say(null, text, { username })
  return ''
}

async function renderAbout(
  { context: { renderer } }: BlextRun,
  about: string,
  say: Say,
): Promise<{ about: string; aboutHtml: string }> {
  try {
    return { about, aboutHtml: (await renderer.render(about)).html }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    say(null, error.message)
    return { about, aboutHtml: '' }
  }
}

function remarkOnLost({ avatarUrl, blogTitle }: OldUser, say: Say): void {
  if (blogTitle.trim() !== '') {
    const text = mark(
      'The name of this blog, “{blogTitle}”, has no place here: it is one site now.',
    )
    say(null, text, { blogTitle })
  }
  if (avatarUrl.trim() !== '') {
    say(null, mark('The picture {avatarUrl} has no place here.'), { avatarUrl })
  }
}

async function storePeople(run: BlextRun, planned: PlannedPerson[]): Promise<void> {
  if (planned.length === 0) return
  const { context, options, owners, report } = run
  const ids = options.dryRun
    ? planned.map(() => 0)
    : await context.db.write(async tx => {
        const made = await addPeople(tx, planned, context.now())
        await recordMadePeople(tx, options.operationId, made)
        return made
      })
  for (const [index, { oldId, oldUsername, person }] of planned.entries()) {
    const owner: Owner = {
      id: ids[index] ?? 0,
      username: person.username,
      oldUsername,
      isKnown: false,
    }
    owners.set(oldId, owner)
    if (person.role === 'admin') run.heir ??= owner
  }
  report.people += planned.length
}

async function addPeople(tx: Tx, planned: PlannedPerson[], now: Date): Promise<number[]> {
  const ids: number[] = []
  for (const { person, profile } of planned) {
    const { id } = await addPerson(tx, person, now)
    await tx.user.update({ where: { id }, data: profile })
    ids.push(id)
  }
  return ids
}
