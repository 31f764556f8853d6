import type { Express } from 'express'
import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { openSite } from './support/site.ts'

type Address = { method: 'get' | 'post'; path: string }

test('every address of the admin sends a stranger to sign in', async () => {
  const site = await openSite()
  const addresses = listAddresses(createApp(site.context)).filter(({ path }) =>
    path.startsWith('/admin'),
  )

  const answers = []
  for (const { method, path } of addresses) {
    const { status, headers } = await site.agent()[method](path)
    answers.push({ method, path, status, location: headers['location'] })
  }

  expect(answers.length).toBeGreaterThan(0)
  for (const { method, path, status, location } of answers) {
    const expected =
      method === 'get' ? [303, `/login?next=${encodeURIComponent(path)}`] : [401, undefined]
    expect([status, location], `${method} ${path}`).toEqual(expected)
  }
})

type Layer = {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

function listAddresses(app: Express): Address[] {
  return (app.router as unknown as { stack: Layer[] }).stack.flatMap(listOfLayer)
}

function listOfLayer({ route, handle }: Layer): Address[] {
  if (!route) return handle?.stack?.flatMap(listOfLayer) ?? []
  return [route.path]
    .flat()
    .flatMap(path =>
      (['get', 'post'] as const)
        .filter(method => route.methods[method])
        .map(method => ({ method, path: path.replace(/[:*]\w+/g, '1') })),
    )
}
