import { extname } from 'node:path'
import type { SignedIn } from '../accounts/signed-in.ts'
import { isEditor } from '../accounts/signed-in.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { pageAddress } from '../http/pagination.ts'
import type { Translate } from '../i18n/translate.ts'
import { copyPath, readWidths } from '../media/widths.ts'
import type { countMedia, MediaFilter } from './list.ts'
import type { Uploaded } from './receive.ts'
import { formatSize } from '../text/sizes.ts'
import { escapeMarkdown } from '../text/markdown.ts'

/** A file as the editor's script and other programs get it. */
export function viewStored(media: Media) {
  const { id, path, name, type, width, height, alt } = media
  return { id, url: path, name, type, width, height, alt }
}

/** A file as the library and its own page show it. */
export function viewMedia(media: Media, { t, language }: { t: Translate; language: string }) {
  const { id, name, alt, path, type, width, height } = media
  const isImage = type.startsWith('image/')
  const [thumbnail = 0] = readWidths(media)
  const size = formatSize(media.bytes, language)
  return {
    ...{ id, name, alt, type, isImage, size },
    pageUrl: `/admin/media/${id}`,
    url: path,
    // What is deleted is nobody's to see, its thumbnail neither.
    thumbnail: isImage && !media.deletedAt ? thumbnailOf(path, thumbnail) : null,
    ending: extname(path).slice(1).toUpperCase(),
    measures: width > 0 ? t('{width} × {height} pixels', { width, height }) : '',
    isMissingAlt: isImage && alt === '',
    isDeleted: media.deletedAt !== null,
    markdown: isImage ? `![${escapeMarkdown(alt)}](${path})` : `[${escapeMarkdown(name)}](${path})`,
  }
}

const thumbnailOf = (path: string, width: number): string =>
  width > 0 ? copyPath(path, width) : path

/** The tabs over the library, each with its count. */
export function viewMediaTabs(
  counts: Awaited<ReturnType<typeof countMedia>>,
  filter: MediaFilter,
  t: Translate,
) {
  const tabs = [
    { label: t('All'), show: '', count: counts.all },
    { label: t('Images'), show: 'images', count: counts.images },
    { label: t('Documents'), show: 'documents', count: counts.documents },
    { label: t('Missing alt text'), show: 'missing', count: counts.missing },
    { label: t('Deleted'), show: 'deleted', count: counts.deleted },
  ]
  return tabs.map(({ show, ...tab }) => ({
    ...tab,
    url: pageAddress('/admin/media', { ...filter, show }, 1),
    current: filter.show === show,
  }))
}

/** Whose files an editor looks at; authors see their own only and have no choice. */
export function viewOwners(user: SignedIn, filter: MediaFilter, t: Translate) {
  const owners = [
    { label: t('Everyone’s'), from: '' },
    { label: t('Mine'), from: 'mine' },
  ]
  return isEditor(user)
    ? owners.map(({ label, from }) => ({
        label,
        url: pageAddress('/admin/media', { ...filter, from }, 1),
        current: filter.from === from,
      }))
    : []
}

/** What came of an upload of one file or of several. */
export function sayUploaded(
  files: Uploaded[],
  t: Translate,
): { text: string; kind: 'done' | 'error' } {
  const refused = files.flatMap(file => (file.ok ? [] : [`${file.name}: ${t(file.reason)}`]))
  const isKnown = files.every(file => file.ok && !file.isNew)
  const done = files.length - refused.length
  const said = isKnown
    ? t('This was here already; nothing is stored twice.')
    : done > 0 && t('{count} files uploaded.', { count: done })
  return {
    text: [said, ...refused].filter(Boolean).join(' '),
    kind: refused.length > 0 ? 'error' : 'done',
  }
}
