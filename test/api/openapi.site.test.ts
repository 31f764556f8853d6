import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { saveSettings } from '../../src/settings/service.ts'
import { listAddresses } from '../support/addresses.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'
import { openScript } from './holder.ts'

type Operation = {
  operationId: string
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> }

async function open() {
  const site = await openSite()
  const answer = await supertest(site.app).get('/api/v1/openapi.json')
  return { site, document: answer.body as Document }
}

test('every address of the API is in its description, and no other', async () => {
  const { site, document } = await open()
  const addresses = listAddresses(createApp(site.context))
    .filter(({ path }) => path.startsWith('/api/') && !path.endsWith('openapi.json'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)

  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(method => `${method.toUpperCase()} ${path}`),
  )
  const ids = Object.values(document.paths).flatMap(Object.values) as Operation[]

  expect(document.openapi).toBe('3.1.0')
  expect(described.sort()).toEqual(addresses.sort())
  expect(new Set(ids.map(({ operationId }) => operationId)).size).toBe(ids.length)
})

test('real answers are as the description says', async () => {
  const { site, document } = await open()
  const { call } = await openScript(site, 'edith')
  await site.db.write(tx => saveSettings(tx, { publicApi: true }))
  const { id } = await addPost(site, { tags: ['js', 'JavaScript'], category: 'Web' })
  const tags = await site.db.read.tag.findMany({ orderBy: { id: 'asc' } })
  const merge = { from: [tags[0]?.id], into: tags[1]?.id }
  const match = { 'If-Match': '*' }
  const asked = [
    ['get', '/posts', '/posts'],
    ['post', '/posts', '/posts', { title: 'New' }],
    ['get', '/posts/{id}', `/posts/${id}`],
    ['patch', '/posts/{id}', `/posts/${id}`, { title: 'Other' }, match],
    ['get', '/posts/{id}/tags', `/posts/${id}/tags`],
    ['put', '/posts/{id}/tags', `/posts/${id}/tags`, ['js'], match],
    ['get', '/tags', '/tags'],
    ['post', '/tags', '/tags', { name: 'New' }],
    ['get', '/tags/{id}', `/tags/${tags[1]?.id}`],
    ['post', '/tags/merge', '/tags/merge?dryRun=1', merge],
    ['post', '/tags/merge', '/tags/merge', merge],
    ['get', '/categories', '/categories'],
    ['get', '/operations', '/operations'],
    ['get', '/operations/{id}', '/operations/1'],
    ['post', '/operations/{id}/undo', '/operations/1/undo'],
    ['get', '/posts/{id}', '/posts/99'],
    ['post', '/posts', '/posts', { title: '' }],
    ['get', '/public/posts', '/public/posts'],
    ['get', '/public/posts/{id}', `/public/posts/${id}`],
    ['get', '/public/posts/{id}', '/public/posts/99'],
    ['get', '/public/posts', '/public/posts?tag=a&slug=b'],
    ['get', '/public/tags', '/public/tags'],
    ['get', '/public/categories', '/public/categories'],
  ] as const

  for (const [method, path, address, body, headers] of asked) {
    const answer = await call(method, address, body, headers)
    const validate = validatorOf(document, { method, path, status: answer.status })
    const isValid = validate(answer.body)
    expect([`${method} ${address}`, answer.status, isValid, validate.errors]).toEqual([
      ...[`${method} ${address}`, answer.status, true, null],
    ])
  }
})

function validatorOf(
  document: Document,
  { method, path, status }: { method: string; path: string; status: number },
): ValidateFunction {
  const response = document.paths[`/api/v1${path}`]?.[method]?.responses[String(status)]
  const [content] = Object.values(response?.content ?? {})
  if (!content) throw new Error(`${method} ${path} does not describe ${status}`)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  return ajv.compile({
    ...content.schema,
    components: (document as { components?: object }).components,
  })
}
