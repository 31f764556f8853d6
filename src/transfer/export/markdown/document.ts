import { writeMoment } from '../../../text/dates.ts'
import { spellPath } from '../../../text/own-link.ts'
import { documentOf } from '../../../writing/document.ts'
import { fieldsOf } from '../../../writing/post.ts'
import { baseOf } from '../base.ts'
import type { ExportedPost } from '../posts.ts'

/** A post as the document that an export writes, from which the same post can be made again. */
export function exportedDocument(post: ExportedPost, timeZone: string): string {
  const { author, aliases, contentUpdatedAt, publishedAt, deletedAt, documentId } = post
  const isEdited = contentUpdatedAt.getTime() !== publishedAt?.getTime()
  return documentOf(post, timeZone, {
    author: author.username,
    ...(aliases.length > 0 ? { aliases: aliases.map(spellAlias) } : {}),
    ...(isEdited ? { updated: writeMoment(contentUpdatedAt, timeZone) } : {}),
    ...(deletedAt ? { deleted: writeMoment(deletedAt, timeZone) } : {}),
    id: documentId,
    base: baseOf(fieldsOf(post)),
  })
}

// A colon would make another program's address of it.
const spellAlias = (path: string): string => spellPath(path).replaceAll(':', '%3A')
