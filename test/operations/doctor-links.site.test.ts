import { expect, test } from 'vitest'
import { sql } from '../../src/db/doors.ts'
import { examineDatabase } from '../../src/operations/doctor/examine.ts'
import { repairDatabase } from '../../src/operations/doctor/repair.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

test('posts whose index of links is out of step are found and put right', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Lost', body: '[a](/posts/a) and [c](//elsewhere.example)' })
  await addPost(site, { title: 'Image', body: '![b](/media/b.png)' })
  const none = await addPost(site, { title: 'None', body: 'No [link](//elsewhere.example) here' })
  const plain = await addPost(site, { title: 'Plain' })
  const sound = await examineDatabase(site.context)
  await site.db.write(async tx => {
    await tx.link.deleteMany()
    await tx.execute(
      sql`INSERT INTO links (post_id, kind, path) VALUES (${plain.id}, 'link', '/posts/x')`,
    )
  })

  const found = await examineDatabase(site.context)
  await repairDatabase(site.context, {
    ...{ actorId: null, renderLimit: 100, onProgress: () => undefined },
  })

  const links = await site.db.read.link.findMany({ orderBy: { path: 'asc' } })
  expect(sound).toEqual([])
  expect(found.map(({ code, count }) => [code, count])).toEqual([['links-out-of-step', 3]])
  expect(links.map(({ path }) => path)).toEqual(['/media/b.png', '/posts/a'])
  expect(await examineDatabase(site.context)).toEqual([])
  expect(none.version).toBe(1)
})
