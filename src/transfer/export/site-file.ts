import type { Read } from '../../db/doors.ts'
import { shownSettings } from '../../settings/content.ts'
import { readSettings, type SiteSettings } from '../../settings/service.ts'

/** The name of the file in an export that has what is not a post. */
export const SITE_FILE = 'blext.json'

/** What readers see besides posts, and what posts refer to. */
export type SiteFile = {
  /** The version of this form. */
  blext: 1
  settings: Partial<SiteSettings>
  people: ExportedPerson[]
  categories: (ExportedTerm & { position: number })[]
  tags: ExportedTerm[]
  series: { name: string; slug: string; description: string }[]
  redirects: { path: string; target: string }[]
  media: ExportedMedia[]
  /** The ids of all documents that were exported with it: one without a file was removed since. */
  documents: string[]
}

export type ExportedPerson = {
  username: string
  name: string
  bio: string
  about: string
}

export type ExportedTerm = {
  name: string
  slug: string
  description: string
  /** The name of the one above it; '' = none. */
  parent: string
  /** Made or described by a person, so that it stays without posts. */
  curated: boolean
  /** Other names that lead to it. */
  aliases: string[]
  /** Former paths that lead to it. */
  addresses: string[]
}

export type ExportedMedia = {
  path: string
  /** The SHA-256 of what was uploaded. */
  hash: string
  name: string
  type: string
  width: number
  height: number
  alt: string
}

/** Reads everything of the site file but the documents. */
export async function readSiteFile(read: Read): Promise<Omit<SiteFile, 'documents'>> {
  const settings = shownSettings(await readSettings(read))
  const series = { name: true, slug: true, description: true } as const
  const media = {
    ...{ path: true, hash: true, name: true, type: true, width: true, height: true, alt: true },
  } as const
  return {
    ...{ blext: 1, settings },
    people: await readPeople(read),
    categories: await readCategories(read),
    tags: await readTags(read),
    series: sortBy('name', await read.series.findMany({ select: series })),
    redirects: sortBy(
      'path',
      await read.forward.findMany({ select: { path: true, target: true } }),
    ),
    media: sortBy('path', await read.media.findMany({ where: { deletedAt: null }, select: media })),
  }
}

// Who wrote nothing is not shown to readers either.
async function readPeople(read: Read): Promise<ExportedPerson[]> {
  const people = await read.user.findMany({
    where: { posts: { some: {} } },
    select: { username: true, displayName: true, bio: true, about: true },
  })
  return sortBy('username', people).map(({ displayName: name, ...person }) => ({
    ...person,
    name: name || person.username,
  }))
}

const TERM = {
  ...{ name: true, slug: true, description: true, curated: true },
  parent: { select: { name: true } },
  aliases: { select: { name: true } },
  redirects: { select: { path: true } },
} as const

async function readCategories(read: Read): Promise<SiteFile['categories']> {
  const rows = await read.category.findMany({ select: { ...TERM, position: true } })
  return sortBy('name', rows).map(row => ({ ...describeTerm(row), position: row.position }))
}

async function readTags(read: Read): Promise<ExportedTerm[]> {
  return sortBy('name', await read.tag.findMany({ select: TERM })).map(describeTerm)
}

type TermRow = Pick<ExportedTerm, 'name' | 'slug' | 'description' | 'curated'> & {
  parent: { name: string } | null
  aliases: { name: string }[]
  redirects: { path: string }[]
}

function describeTerm({ name, slug, description, curated, ...row }: TermRow): ExportedTerm {
  return {
    ...{ name, slug, description, parent: row.parent?.name ?? '', curated },
    aliases: sortBy('name', row.aliases).map(alias => alias.name),
    addresses: sortBy('path', row.redirects).map(({ path }) => path),
  }
}

// Databases order by languages, each in its way; here it is the same everywhere.
function sortBy<Name extends string, Row extends Record<Name, string>>(
  name: Name,
  rows: readonly Row[],
): Row[] {
  return [...rows].sort((one, other) => (one[name] < other[name] ? -1 : 1))
}
