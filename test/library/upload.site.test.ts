import { readdirSync } from 'node:fs'
import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { uploadFolder } from '../../src/library/receive.ts'
import { drawPng, uploadFile } from '../support/media.ts'
import { openSite } from '../support/site.ts'

test('an uploaded image is stored once, and its answer says what the editor needs', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const bytes = await drawPng()

  const first = await uploadFile(alice, bytes, 'The river.png')
  const second = await uploadFile(alice, bytes, 'again.png')

  expect([first.status, second.status]).toEqual([201, 201])
  expect(first.body).toMatchObject({
    ...{ id: 1, isNew: true },
    ...{ name: 'The river.png', type: 'image/png', width: 8, height: 4, alt: '' },
  })
  expect(first.text).toMatch(/"url":"\/media\/[0-9a-f]{32}\.png"/)
  expect(second.body).toEqual({ ...(first.body as object), isNew: false })
  expect(readdirSync(uploadFolder(site.context.config.dataDir))).toEqual([])
})

test('a form without a script gets the library and a message', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice
    .post('/admin/media')
    .set('Accept', 'text/html')
    .attach('file', await drawPng(), 'a.png')
    .attach('file', await drawPng(), 'b.png')
    .attach('file', Buffer.from('<?php'), 'c.png')

  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/media'])
  const { $ } = await site.page('/admin/media', alice)
  expect($('.flash').text()).toContain('2 files uploaded. c.png: Files of this kind')
  expect($('.media-name').length).toBe(2)
})

test('a refused form comes back as the page, with the reason', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await alice.post('/admin/media').attach('file', Buffer.from('MZ'), 'setup.exe')

  expect(answer.status).toBe(415)
  expect(load(answer.text)('.flash.is-error').text()).toContain('not accepted')
})
