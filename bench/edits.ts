import { readConfig } from '../src/config.ts'
import { closeContext, openContext, type Context } from '../src/context.ts'
import type { SignedIn } from '../src/accounts/signed-in.ts'
import { PostForm } from '../src/writing/form.ts'
import { editPost } from '../src/writing/service.ts'
import { percentiles, type Load } from './load.ts'

const TAGS_A_POST = 5
const EDITOR: SignedIn = {
  id: 1,
  username: 'author-1',
  displayName: 'Author 1',
  email: 'author-1@example.com',
  role: 'admin',
  language: '',
}

/** Re-edits posts one after the other, each getting five other tags, through what the form calls. */
export async function measureEdits(
  environment: Record<string, string>,
  seconds: number,
): Promise<Load> {
  const context = await openContext(readConfig(environment))
  const edit = await prepareEdits(context)
  const end = performance.now() + seconds * 1000
  const times: number[] = []
  for (let number = 0; performance.now() < end; number += 1) {
    const started = performance.now()
    await edit(number)
    times.push(performance.now() - started)
  }
  await closeContext(context)
  return { perSecond: times.length / seconds, ...percentiles(times) }
}

async function prepareEdits(context: Context): Promise<(number: number) => Promise<void>> {
  const { read } = context.db
  const posts = await read.post.findMany({ select: { id: true, version: true }, take: 500 })
  const tags = await read.tag.findMany({ select: { name: true }, take: 500 })
  return async number => {
    const post = posts[number % posts.length]
    if (!post) throw new Error('There is no post.')
    const names = Array.from(
      { length: TAGS_A_POST },
      (_, index) => tags[(number * 7 + index * 31) % tags.length]?.name ?? '',
    )
    const outcome = await editPost(context, EDITOR, {
      id: post.id,
      version: post.version,
      input: PostForm.parse({ tags: names.join(', ') }),
      timeZone: 'UTC',
    })
    if (outcome.kind === 'saved') post.version += 1
    else if (outcome.kind !== 'unchanged') throw new Error(`An edit was refused: ${outcome.kind}`)
  }
}
