import { expect, test } from 'vitest'
import { rerenderPosts } from '../../../src/writing/rerender.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Site } from '../../support/site.ts'

const BODY = `
[one](/posts/one?x=1#part), again [one](/posts/one#part), [home](http://blog.example),
[two](https://blog.example/posts/tw%C3%B6/), [there](https://other.example/posts/one), [me](#here),
<mail@blog.example> ![seen](/media/a.png) [file](/media/a.png) [next](beside)
`

test('a save writes down where the text leads to within the site, each address once', async () => {
  const site = await openSite()

  await addPost(site, { body: BODY, excerpt: 'In [short](/posts/short).' })

  expect(await readLinks(site)).toEqual([
    'image /media/a.png',
    'link /',
    'link /media/a.png',
    'link /posts/beside',
    'link /posts/one#part',
    'link /posts/short',
    'link /posts/twö',
  ])
})

test('the next save puts the links of the new text in their place; one of the tags alone leaves them', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { body: '[a](/posts/a)' })

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', tags: 'x' })
  const retagged = await readLinks(site)
  await sendForm(alice, `/admin/posts/${id}`, { version: '2', body: '[b](/posts/b)' })

  expect(retagged).toEqual(['link /posts/a'])
  expect(await readLinks(site)).toEqual(['link /posts/b'])
})

test('addresses that no index takes are left out', async () => {
  const site = await openSite()

  await addPost(site, {
    body: `[a](/posts/${'字'.repeat(1_000)}) [b](/b#%00) [c](/%00) [d](/../d)`,
  })

  expect(await readLinks(site)).toEqual(['link /b', 'link /d'])
})

test('rendering anew fills the index of posts that have none', async () => {
  const site = await openSite()
  await addPost(site, { body: '[a](/posts/a)' })
  await site.db.write(tx => tx.link.deleteMany())

  await rerenderPosts(site.context, { all: true }, () => undefined)

  expect(await readLinks(site)).toEqual(['link /posts/a'])
})

async function readLinks({ db }: Site): Promise<string[]> {
  const links = await db.read.link.findMany()
  return links
    .map(({ kind, path, fragment }) => `${kind} ${path}${fragment && `#${fragment}`}`)
    .sort()
}
