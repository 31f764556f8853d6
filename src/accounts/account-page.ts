import type { Response } from 'express'
import type { Context } from '../context.ts'
import type { FieldErrors, Typed } from '../http/form.ts'
import { viewAvatar } from './avatar.ts'
import { readOverview } from './overview.ts'
import { requirePerson } from './signed-in.ts'

/** The page of one's own account, with what was typed and what is wrong with it. */
export async function renderAccount(
  { db, now }: Pick<Context, 'db' | 'now'>,
  res: Response,
  { errors = {}, input = {} }: { errors?: FieldErrors; input?: Typed },
): Promise<void> {
  const { person, ...overview } = await readOverview(db.read, requirePerson(res).id, now())
  const { displayName, bio, about, language } = person
  res.render('accounts/account', {
    ...{ ...overview, errors, avatar: viewAvatar(person) },
    input: { displayName, bio, about, language, ...input },
  })
}
