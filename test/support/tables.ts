import type { Read } from '../../src/db/doors.ts'

/**
 * All that an exact undo gives back, row by row and column by column: posts with their texts, dates,
 * status and category, the join rows, the vocabulary with its other names and former addresses. Left
 * out is what counts changes (versions, revisions, operations).
 */
export async function readTables(read: Read) {
  const byId = { orderBy: { id: 'asc' as const } }
  return {
    posts: await read.post.findMany({ ...byId, omit: { version: true } }),
    joins: await read.blogTag.findMany({ orderBy: [{ postId: 'asc' }, { tagId: 'asc' }] }),
    tags: await read.tag.findMany(byId),
    categories: await read.category.findMany(byId),
    tagAliases: await read.tagAlias.findMany(byId),
    categoryAliases: await read.categoryAlias.findMany(byId),
    redirects: await read.redirect.findMany(byId),
  }
}
