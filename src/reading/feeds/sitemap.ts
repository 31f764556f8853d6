import { sql, type Read } from '../../db/doors.ts'
import { authorPath, categoryPath, pagePath, postPath, seriesPath, tagPath } from '../addresses.ts'
import { countPublicPosts, latestPosts } from '../lists.ts'
import { listCountedSeries } from '../series/series.ts'
import { listCountedCategories, listCountedTags } from '../terms.ts'
import { isPublicPost, whichPublic } from '../visible.ts'
import { drawDocument, drawText, drawXml } from './xml.ts'

// The protocol allows 50,000 addresses in a file, but reading so many at once would hold others up.
const POSTS_A_FILE = 10_000

const NAMESPACE = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' }
const IMAGES = { 'xmlns:image': 'http://www.google.com/schemas/sitemap-image/1.1' }
// As many as the protocol allows a page.
const MAX_IMAGES = 1_000

type Place = { path: string; changed?: Date; images?: string[] }
type PostRow = {
  slug: string
  changed: Date | string
  cover: string
  noindex: boolean | number
  html: string
}

type Absolute = (path: string) => string

/** The whole sitemap, or the index of its files where one file would be too long. */
export async function writeSitemap(read: Read, absolute: Absolute, now: Date): Promise<string> {
  const files = Math.ceil((await countPublicPosts(read, latestPosts(), now)) / POSTS_A_FILE)
  if (files <= 1) return writePlaces(await listAllPlaces(read, now), absolute)
  const paths = Array.from({ length: files + 1 }, (_, number) => `/sitemap-${number}.xml`)
  const sitemaps = paths.map(path => drawXml('sitemap', {}, drawText('loc', absolute(path))))
  return drawDocument(drawXml('sitemapindex', NAMESPACE, sitemaps.join('\n')))
}

/** One file of a long sitemap: the first has everything but posts; null where there is no such file. */
export async function writeSitemapFile(
  read: Read,
  absolute: Absolute,
  { number, now }: { number: number; now: Date },
): Promise<string | null> {
  const places =
    number === 0 ? await listOtherPlaces(read, now) : await listPosts(read, number - 1, now)
  return places.length > 0 ? writePlaces(places, absolute) : null
}

function writePlaces(places: Place[], absolute: Absolute): string {
  const urls = places.map(({ path, changed, images = [] }) => {
    const lastmod = changed ? drawText('lastmod', changed.toISOString()) : ''
    const drawn = images.map(src =>
      drawXml('image:image', {}, drawText('image:loc', absolute(src))),
    )
    return drawXml('url', {}, drawText('loc', absolute(path)) + lastmod + drawn.join(''))
  })
  return drawDocument(drawXml('urlset', { ...NAMESPACE, ...IMAGES }, urls.join('\n')))
}

async function listAllPlaces(read: Read, now: Date): Promise<Place[]> {
  return [...(await listOtherPlaces(read, now)), ...(await listPosts(read, 0, now))]
}

async function listOtherPlaces(read: Read, now: Date): Promise<Place[]> {
  const pages = await read.post.findMany({
    where: { ...whichPublic('page', now), noindex: false },
    select: { slug: true, contentUpdatedAt: true },
    orderBy: { id: 'asc' },
  })
  const authors = await read.query<{ username: string }>(
    sql`SELECT username FROM users WHERE EXISTS
      (SELECT 1 FROM posts WHERE posts.author_id = users.id AND ${isPublicPost(now)}) ORDER BY id`,
  )
  return [
    { path: '/' },
    ...pages.map(page => ({ path: pagePath(page.slug), changed: page.contentUpdatedAt })),
    ...(await listCountedCategories(read, now)).map(({ slug }) => ({ path: categoryPath(slug) })),
    ...(await listCountedSeries(read, 'en', now)).map(({ slug }) => ({ path: seriesPath(slug) })),
    ...(await listCountedTags(read, 'en', now)).map(({ slug }) => ({ path: tagPath(slug) })),
    ...authors.map(({ username }) => ({ path: authorPath(username) })),
  ]
}

async function listPosts(read: Read, file: number, now: Date): Promise<Place[]> {
  const rows = await read.query<PostRow>(
    sql`SELECT posts.slug, posts.content_updated_at AS changed, posts.cover, posts.noindex,
        CASE WHEN posts.html LIKE '%<img%' THEN posts.html ELSE '' END AS html
      FROM posts
      WHERE ${isPublicPost(now)}
      ORDER BY posts.published_at, posts.id LIMIT ${POSTS_A_FILE} OFFSET ${file * POSTS_A_FILE}`,
  )
  return rows
    .filter(({ noindex }) => !noindex)
    .map(({ slug, changed, cover, html }) => ({
      path: postPath(slug),
      changed: new Date(changed),
      images: listImages(cover, html),
    }))
}

// Whole, with its values: a picture's description may look like the beginnings of thousands of pictures.
const TAG = /<[a-z](?:[^">]|"[^"]*")*>/gu

// Only pictures of this site: those from elsewhere are not ours to name.
function listImages(cover: string, html: string): string[] {
  const shown = [...html.matchAll(TAG)].flatMap(([tag]) => {
    const src = tag.startsWith('<img ') ? /\ssrc="([^"]+)"/u.exec(tag)?.[1] : undefined
    return src === undefined ? [] : [src.replaceAll('&amp;', '&')]
  })
  const own = [cover, ...shown].filter(src => src.startsWith('/') && !src.startsWith('//'))
  return [...new Set(own)].slice(0, MAX_IMAGES)
}
