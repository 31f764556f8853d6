import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { readFields, sendForm } from '../../support/forms.ts'
import { openSite } from '../../support/site.ts'

async function openLiveSite() {
  const site = await openSite({ now: '2026-11-21T20:00:00Z' })
  const alice = await site.signIn('alice')
  const post = await addPost(site, {
    title: 'Tides',
    body: 'The boat left at dawn.',
    tags: ['sea'],
  })
  const path = `/admin/posts/${post.id}`
  const editor = await site.page(`${path}/edit`, alice)
  const fields = readFields(editor, 'form.writing')
  const readBody = async () =>
    (await site.db.read.post.findUniqueOrThrow({ where: { id: post.id } })).body
  return { site, alice, path, fields, readBody }
}

test('before an update, the page shows what readers will see change, and writes nothing', async () => {
  const { alice, path, fields, readBody } = await openLiveSite()

  const page = await sendForm(alice, `${path}/changes`, {
    ...fields,
    body: 'The boat left at **noon**.',
    tags: 'moon',
  })

  expect(page.status).toBe(200)
  expect(page.$('h1').text()).toBe('What will readers see change?')
  expect(page.$('.change-classes').text()).toContain('The text')
  expect(page.$('.change-classes').text()).toContain('Tags and category')
  expect(page.$('.difference-rendered del').text().trim()).toBe('dawn')
  expect(page.$('.difference-rendered ins').text().trim()).toBe('noon')
  expect(await readBody()).toBe('The boat left at dawn.')
})

test('quietly is chosen already, and Update saves exactly what was typed', async () => {
  const { alice, path, fields, readBody } = await openLiveSite()
  const body = 'The boat left at noon.\r\n\r\nIt <b>sailed</b>.'
  const page = await sendForm(alice, `${path}/changes`, {
    ...fields,
    body,
    pinned: ['', '1'] as never,
  })

  const sent = readFields(page, 'form.change')
  const answer = await sendForm(alice, path, { ...sent, status: 'published' })

  expect(sent['announce']).toBe('quietly')
  expect(answer.status).toBe(303)
  expect(await readBody()).toBe('The boat left at noon.\n\nIt <b>sailed</b>.')
})

const notes: [string, string, string][] = [
  [
    'words',
    'It was\nnoon, *really*.',
    '*Updated on November 21, 2026: It was noon, \\*really\\*.*',
  ],
  ['no words', ' ', '*Updated on November 21, 2026.*'],
]

test.each(notes)(
  'a note with %s stands at the end, dated as the site dates',
  async (_, note, line) => {
    const { site, alice, path, fields, readBody } = await openLiveSite()
    const settings = await site.signIn('adam')
    await sendForm(settings, '/admin/settings', { timeZone: 'America/New_York' })

    const sent = { ...fields, body: 'New text.', announce: 'note', note, status: 'published' }
    const answer = await sendForm(alice, path, sent)

    expect(answer.status).toBe(303)
    expect(await readBody()).toBe(`New text.\n\n${line}\n`)
  },
)

test('the date of a note is the site’s: its time zone and its language', async () => {
  const { site, alice, path, fields, readBody } = await openLiveSite()
  await site.db.write(async tx => {
    await tx.setting.create({ data: { name: 'timeZone', value: 'Asia/Shanghai' } })
    await tx.setting.create({ data: { name: 'language', value: 'zh-CN' } })
  })

  await sendForm(alice, path, { ...fields, announce: 'note', note: '更正', status: 'published' })

  expect(await readBody()).toContain('*更新于 2026年11月22日：更正*')
})

test('on the way back the editor holds all that was typed', async () => {
  const { alice, path, fields, readBody } = await openLiveSite()
  const typed = { ...fields, title: 'Other', body: 'A\r\n\r\nB & <i>', tags: 'x, y', pinned: '1' }
  const page = await sendForm(alice, `${path}/changes`, typed)

  const back = await sendForm(alice, `${path}/edit`, readFields(page, 'form.change'))

  expect(back.status).toBe(200)
  expect(readFields(back, 'form.writing')).toMatchObject({
    ...{ title: 'Other', body: 'A\n\nB & <i>', tags: 'x, y', pinned: '1' },
    version: fields['version'],
  })
  expect(await readBody()).toBe('The boat left at dawn.')
})

test('a mistake in the form comes back with the text and its message', async () => {
  const { alice, path, fields } = await openLiveSite()

  const page = await sendForm(alice, `${path}/changes`, { ...fields, title: ' ', body: 'Kept.' })

  expect(page.status).toBe(422)
  expect(readFields(page, 'form.writing')['body']).toBe('Kept.')
  expect(page.$('.mistakes').text()).toContain('A title is required.')
})

test('nothing changed is said so', async () => {
  const { alice, path, fields } = await openLiveSite()

  const page = await sendForm(alice, `${path}/changes`, fields)

  expect(page.$('main').text()).toContain('Readers will see no change.')
})

test('only a published post offers the page', async () => {
  const { site, alice, path } = await openLiveSite()
  const draft = await addPost(site, { title: 'Draft', status: 'draft' })

  const [live, hidden] = [
    await site.page(`${path}/edit`, alice),
    await site.page(`/admin/posts/${draft.id}/edit`, alice),
  ]

  expect(live.$(`button[formaction="${path}/changes"]`).length).toBe(1)
  expect(hidden.$('button[formaction$="/changes"]').length).toBe(0)
})
