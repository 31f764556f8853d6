import type { Read } from '../../src/db/doors.ts'

/**
 * All that an exact undo gives back: posts with their texts, dates, status, category and tags in
 * their order, the vocabulary with its other names and former addresses. Left out is what counts
 * changes (versions, revisions, operations, when and by what a tag was put on).
 */
export async function readTables(read: Read) {
  const byId = { orderBy: { id: 'asc' as const } }
  const aliases = {
    select: { key: true, name: true, tagId: true },
    orderBy: { key: 'asc' as const },
  }
  return {
    posts: await read.post.findMany({ ...byId, omit: { version: true } }),
    joins: await read.blogTag.findMany({
      select: { postId: true, tagId: true, position: true },
      orderBy: [{ postId: 'asc' }, { tagId: 'asc' }],
    }),
    tags: await read.tag.findMany(byId),
    categories: await read.category.findMany(byId),
    tagAliases: await read.tagAlias.findMany(aliases),
    categoryAliases: await read.categoryAlias.findMany({
      select: { key: true, name: true, categoryId: true },
      orderBy: { key: 'asc' },
    }),
    redirects: await read.redirect.findMany({
      select: { path: true, postId: true, tagId: true, categoryId: true },
      orderBy: { path: 'asc' },
    }),
  }
}
