import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hashPassword } from '../accounts/password.ts'
import { addPerson } from '../accounts/people.ts'
import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { Tx } from '../db/doors.ts'
import { languages, saveSettings } from '../settings/service.ts'
import { nameKey } from '../text/key.ts'
import { relatePost } from '../writing/related/relate.ts'

const Person = z.object({
  username: z.string(),
  displayName: z.string(),
  bio: z.string(),
  about: z.string(),
})

const DemoSite = z.object({
  title: z.string(),
  tagline: z.string(),
  language: z.enum(languages),
  timeZone: z.string(),
  footer: z.string(),
  navigation: z.array(z.object({ label: z.string(), url: z.string() })),
  pinned: z.string(),
  categories: z.array(z.object({ name: z.string(), description: z.string() })),
})

type DemoPerson = z.output<typeof Person> & { aboutHtml: string; passwordHash: string }

/** The admin of a demo; all its other people have the same password. */
export const DEMO_EMAIL = 'demo@example.org'

/** Fills an empty site with the blog that stands in the folder `demo/`. */
export async function fillDemo(context: Context, folder: string, password: string): Promise<void> {
  const { pinned, categories, ...settings } = DemoSite.parse(await readJson(folder, 'site.json'))
  const footerHtml = (await context.renderer.render(settings.footer)).html
  const people = await preparePeople(context, folder, password)
  await context.db.write(async tx => {
    await saveSettings(tx, { ...settings, footerHtml })
    await addPeople(tx, people, context.now())
  })
  const { importMarkdown } = await import('./markdown/import.ts')
  const result = await importMarkdown(context, folder, { dryRun: false })
  if (!result.ok || result.report.problems.length > 0) throw new Error('The demo is incomplete.')
  await context.db.write(async tx => {
    await tx.post.updateMany({ where: { slug: pinned }, data: { pinned: true } })
    for (const [position, { name, description }] of categories.entries()) {
      await tx.category.updateMany({
        where: { key: nameKey(name) },
        data: { description, position, curated: true },
      })
    }
    await bumpContentVersion(tx)
  })
  for (const { id } of await context.db.read.post.findMany({ select: { id: true } })) {
    await relatePost(context.db, id)
  }
}

async function readJson(folder: string, file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, file), 'utf8'))
}

async function preparePeople(
  { renderer }: Context,
  folder: string,
  password: string,
): Promise<DemoPerson[]> {
  const people = z.array(Person).parse(await readJson(folder, 'people.json'))
  const passwordHash = await hashPassword(password)
  const admin = { username: 'demo', displayName: 'Demo', bio: '', about: '' }
  return Promise.all(
    [admin, ...people].map(async person => {
      const { html } = await renderer.render(person.about)
      return { ...person, aboutHtml: html, passwordHash }
    }),
  )
}

async function addPeople(tx: Tx, people: readonly DemoPerson[], now: Date): Promise<void> {
  for (const { about, aboutHtml, ...person } of people) {
    const isAdmin = person.username === 'demo'
    const role = isAdmin ? 'admin' : 'author'
    const email = isAdmin ? DEMO_EMAIL : `${person.username}@example.org`
    const { id } = await addPerson(tx, { ...person, email, role }, now)
    await tx.user.update({ where: { id }, data: { about, aboutHtml } })
  }
}
