import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { spellPath } from '../../text/own-link.ts'
import { SITE_FILE } from '../export/site-file.ts'
import type { ForeignTerm, Source } from '../source.ts'

const MAX_BYTES = 256 * 1024 * 1024

const text = z.string().default('')
const texts = z.array(z.string()).default([])

const Term = z.object({
  ...{ name: z.string(), slug: text, description: text, parent: text },
  ...{ curated: z.boolean().default(false), aliases: texts, addresses: texts },
  position: z.number().int().default(0),
})

const Content = z.object({
  blext: z.literal(1),
  settings: z.record(z.string(), z.unknown()).default({}),
  people: z
    .array(z.object({ username: z.string(), name: text, bio: text, about: text }))
    .default([]),
  categories: z.array(Term).default([]),
  tags: z.array(Term).default([]),
  series: z.array(z.object({ name: z.string(), slug: text, description: text })).default([]),
  redirects: z.array(z.object({ path: z.string(), target: z.string() })).default([]),
  media: z.array(z.object({ path: z.string(), hash: text, name: text, alt: text })).default([]),
  documents: texts,
})

/** What the file of a site says, checked; what it does not name is empty. */
export type SiteContent = z.output<typeof Content>

/** Reads the site file of an export that stands in a folder; null where there is none, or it is another program's. */
export async function readSiteContent(folder: string): Promise<SiteContent | null> {
  const path = join(folder, SITE_FILE)
  const { size } = (await stat(path).catch(() => null)) ?? { size: 0 }
  if (size === 0 || size > MAX_BYTES) return null
  const read = Content.safeParse(parseJson(await readFile(path, 'utf8')))
  return read.success ? read.data : null
}

/** What of a site file every source may say. */
export function describeSite(
  content: SiteContent,
): Pick<Source, 'people' | 'terms' | 'forwards' | 'documentIds'> {
  return {
    people: content.people.map(({ username, name, bio, about }) => ({
      ...{ key: username, username, email: '', displayName: name, bio, about },
    })),
    terms: [
      ...content.tags.map(term => nameTerm('tag', term)),
      ...content.categories.map(term => nameTerm('category', term)),
    ],
    forwards: content.redirects.map(({ path, target }) => ({ path: spellPath(path), target })),
    documentIds: content.documents,
  }
}

// Its address, other names and place are given to it afterwards: see terms.ts.
const nameTerm = (
  kind: ForeignTerm['kind'],
  { name, description, parent }: SiteContent['tags'][number],
): ForeignTerm => ({ kind, name, description, parent })

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
