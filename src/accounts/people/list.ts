import type { Read } from '../../db/doors.ts'
import type { Role } from '../signed-in.ts'

/** A person as admins see them; `posts` counts drafts and the trash too. */
export type ListedPerson = {
  id: number
  username: string
  displayName: string
  email: string
  role: Role
  disabled: boolean
  posts: number
  avatar: string
  /** When the newest of their sessions began. */
  signedInAt: Date | null
}

/** Everyone with an account, by name. */
export async function listPeople(read: Read): Promise<ListedPerson[]> {
  const people = await read.user.findMany({ orderBy: [{ displayName: 'asc' }, { id: 'asc' }] })
  const posts = await read.post.groupBy({ by: ['authorId'], _count: true })
  const sessions = await read.session.groupBy({ by: ['userId'], _max: { createdAt: true } })
  const counts = new Map(posts.map(({ authorId, _count }) => [authorId, _count]))
  const visits = new Map(sessions.map(({ userId, _max }) => [userId, _max.createdAt]))
  return people.map(({ id, username, displayName, email, role, disabled, avatar }) => ({
    ...{ id, username, displayName: displayName || username, email, disabled, avatar },
    role: role as Role,
    posts: counts.get(id) ?? 0,
    signedInAt: visits.get(id) ?? null,
  }))
}
