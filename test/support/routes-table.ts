/**
 * Who gets in where. `everyone`: no sign-in asked for; `people`: whoever is signed in; `holders`: who
 * sends a token, where a session counts for nothing; `owner`: who wrote the post, editors and admins; a number is what the others get who are
 * signed in, or another author, who may not even see the post;
 * `emptyForm` is what those who may get for a form that names nothing.
 */
export type Rule = { for: 'everyone' | 'people' | 'holders' } | GuardedRule

export type GuardedRule = {
  for: 'alice' | 'owner' | 'editors' | 'admins'
  others: 403 | 404
  otherAuthors?: 404
  emptyForm?: 404
}

const everyone: Rule = { for: 'everyone' }
const people: Rule = { for: 'people' }
const holders: Rule = { for: 'holders' }
const owner: Rule = { for: 'owner', others: 404 }
const editors: GuardedRule = { for: 'editors', others: 403 }
const admins: GuardedRule = { for: 'admins', others: 404 }

/** Every address of the app; a new one without a line here fails the test. */
export const routesTable: Readonly<Record<string, Rule>> = {
  'GET /healthz': everyone,
  'GET /readyz': everyone,
  'GET /themes/:name/theme.css': everyone,
  'GET /card.png': everyone,
  'GET /llms.txt': everyone,
  'GET /posts/:slug/card.png': everyone,
  'GET /posts/:slug.md': everyone,
  'GET /pages/:slug.md': everyone,
  'GET /themes/:name/:file': everyone,

  'GET /setup': everyone,
  'POST /setup': everyone,
  'GET /login': everyone,
  'POST /login': everyone,
  'POST /logout': everyone,
  'GET /forgot-password': everyone,
  'POST /forgot-password': everyone,
  'GET /reset-password/:token': everyone,
  'POST /reset-password/:token': everyone,
  'GET /signup': everyone,
  'POST /signup': everyone,
  'GET /signup/:token': everyone,
  'POST /signup/:token': everyone,
  'GET /invitations/:token': everyone,
  'POST /invitations/:token': everyone,
  'GET /admin/users/invitations': admins,
  'POST /admin/users/invitations': admins,
  'POST /admin/users/invitations/:id/revoke': admins,

  'GET /account': people,
  'POST /account': people,
  'POST /account/password': people,
  'POST /account/sign-out-everywhere': people,
  'GET /account/tokens': people,
  'POST /account/tokens': people,
  'POST /account/tokens/:id/revoke': people,

  'GET /api/v1/openapi.json': everyone,
  'GET /api/v1/posts': holders,
  'POST /api/v1/posts': holders,
  'GET /api/v1/posts/:id': holders,
  'PATCH /api/v1/posts/:id': holders,
  'DELETE /api/v1/posts/:id': holders,
  'POST /api/v1/posts/:id/restore': holders,
  'GET /api/v1/posts/:id/tags': holders,
  'PUT /api/v1/posts/:id/tags': holders,
  'GET /api/v1/tags': holders,
  'POST /api/v1/tags': holders,
  'GET /api/v1/tags/:id': holders,
  'PATCH /api/v1/tags/:id': holders,
  'DELETE /api/v1/tags/:id': holders,
  'POST /api/v1/tags/merge': holders,
  'POST /api/v1/tags/:id/to-category': holders,
  'POST /api/v1/tags/:id/split': holders,
  'GET /api/v1/categories': holders,
  'POST /api/v1/categories': holders,
  'GET /api/v1/categories/:id': holders,
  'PATCH /api/v1/categories/:id': holders,
  'DELETE /api/v1/categories/:id': holders,
  'POST /api/v1/categories/merge': holders,
  'POST /api/v1/categories/:id/to-tag': holders,
  'GET /api/v1/operations': holders,
  'GET /api/v1/operations/:id': holders,
  'POST /api/v1/operations/:id/undo': holders,

  'GET /admin/users': admins,
  'POST /admin/users': admins,
  'POST /admin/users/:id': admins,
  'POST /admin/users/:id/disable': admins,
  'POST /admin/users/:id/enable': admins,
  'POST /admin/users/:id/delete': admins,
  'GET /admin/doctor': admins,
  'POST /admin/doctor/repair': admins,
  'POST /admin/doctor/undo': { ...admins, emptyForm: 404 },
  'GET /admin/backups': admins,
  'POST /admin/backups': admins,
  'GET /admin/backups/:name': { ...admins, emptyForm: 404 },
  'GET /admin/settings': admins,
  'POST /admin/settings': admins,
  'GET /admin/settings/theme': admins,
  'GET /admin/redirects': admins,
  'POST /admin/redirects': admins,
  'POST /admin/redirects/:id/delete': { ...admins, emptyForm: 404 },
  'POST /admin/settings/theme': admins,

  'GET /admin': people,
  'GET /admin/posts': people,
  'GET /admin/posts/new': people,
  'POST /admin/posts': people,
  'POST /admin/posts/bulk': people,
  'POST /admin/posts/preview': people,
  'POST /admin/posts/parse': people,
  'POST /admin/posts/empty-trash': { for: 'admins', others: 403 },
  'GET /admin/drafts': people,
  'POST /admin/drafts/:id/restore': { for: 'alice', others: 404 },
  'GET /admin/posts/draft': people,
  'POST /admin/posts/draft': people,
  'POST /admin/posts/draft/discard': people,
  'GET /admin/posts/:id/draft': owner,
  'POST /admin/posts/:id/draft': owner,
  'POST /admin/posts/:id/draft/discard': owner,
  'POST /admin/posts/:id/presence': owner,
  'GET /admin/posts/:id.md': owner,
  'GET /admin/posts/:id/edit': owner,
  'POST /admin/posts/:id': owner,
  'POST /admin/posts/:id/delete': owner,
  'POST /admin/posts/:id/restore': owner,
  'POST /admin/posts/:id/purge': { for: 'admins', others: 403, otherAuthors: 404 },
  'GET /admin/posts/:id/revisions': owner,
  'GET /admin/posts/:id/revisions/:number': owner,
  'POST /admin/posts/:id/revisions/:number/name': owner,
  'POST /admin/posts/:id/revisions/:number/restore': owner,
  'POST /admin/posts/:id/revisions/:number/restore-paragraph': owner,
  'POST /admin/posts/:id/changes': owner,
  'POST /admin/posts/:id/edit': owner,
  'GET /admin/posts/:id/previews': owner,
  'POST /admin/posts/:id/previews': owner,
  'POST /admin/posts/:id/previews/revoke': owner,
  'POST /admin/posts/:id/previews/:link/revoke': owner,
  'GET /preview/:token': everyone,

  'GET /admin/links': people,
  'GET /admin/links/orphans': people,
  'GET /admin/links/rewrite': people,
  'POST /admin/links/rewrite': people,

  'GET /admin/posts/suggest-tags': people,
  'POST /admin/posts/suggest-tags': people,
  'GET /admin/tags/:id/candidates': editors,
  'GET /admin/tags/suggestions': people,
  'GET /admin/categories/suggestions': people,
  'GET /admin/tags/:id/split': editors,
  'POST /admin/tags/:id/split': editors,
  ...vocabulary('tags', 'to-category'),
  ...vocabulary('categories', 'to-tag'),
  'GET /admin/tags/requests': editors,
  'POST /admin/tags/requests': { ...editors, emptyForm: 404 },
  'GET /admin/tags/check-up': editors,
  'POST /admin/tags/check-up/plan': { ...editors, emptyForm: 404 },
  'POST /admin/tags/check-up/dismiss': { ...editors, emptyForm: 404 },
  'POST /admin/tags/check-up/restore': { ...editors, emptyForm: 404 },
  'GET /admin/categories/check-up': editors,
  'POST /admin/categories/check-up/plan': { ...editors, emptyForm: 404 },
  'POST /admin/categories/check-up/dismiss': { ...editors, emptyForm: 404 },
  'POST /admin/categories/check-up/restore': { ...editors, emptyForm: 404 },
  'GET /admin/series': editors,
  'POST /admin/series': editors,
  'GET /admin/series/:id': editors,
  'POST /admin/series/:id': editors,
  'POST /admin/series/:id/order': editors,
  'POST /admin/series/:id/posts': editors,
  'POST /admin/series/:id/delete': editors,
  'GET /admin/plan': editors,
  'POST /admin/plan': editors,
  'POST /admin/plan/apply': editors,

  'GET /admin/history': people,
  'GET /admin/history/vocabulary': editors,
  'GET /admin/operations/:id': { for: 'editors', others: 404 },
  'POST /admin/operations/:id/undo': { for: 'editors', others: 404 },
  'POST /admin/operations/:id/posts/:postId/keep': { for: 'editors', others: 404 },
  'POST /admin/operations/:id/posts/:postId/restore': { for: 'editors', others: 404 },

  'GET /admin/media': people,
  'POST /admin/media': people,
  'POST /admin/media/:id': owner,
  'GET /admin/media/:id': owner,
  'POST /admin/media/:id/replacement': owner,
  'POST /admin/media/:id/delete': owner,
  'POST /admin/media/:id/restore': owner,
  'GET /media/:name': everyone,
  'GET /search': everyone,
  ...feeds(''),
  ...feeds('/tags/:slug'),
  ...feeds('/categories/:slug'),
  ...feeds('/authors/:username'),
  'GET /sitemap.xml': everyone,
  'GET /sitemap-:number.xml': everyone,
  'GET /robots.txt': everyone,
  'GET /': everyone,
  'GET /posts/:slug': everyone,
  'GET /pages/:slug': everyone,
  'GET /tags': everyone,
  'GET /tags/:slug': everyone,
  'GET /series': everyone,
  'GET /series/:slug': everyone,
  'GET /categories': everyone,
  'GET /categories/:slug': everyone,
  'GET /authors/:username': everyone,
  'GET /archive': everyone,
  'GET /archive/:year/:month': everyone,
  'GET /{*path}': everyone,
}

function vocabulary(names: string, conversion: string): Record<string, Rule> {
  const path = `/admin/${names}`
  const changes = ['/merge', '/delete', '/:id', '/:id/delete', '/:id/aliases', '/:id/aliases/free']
  return Object.fromEntries([
    [`GET ${path}`, editors],
    [`GET ${path}/merge`, editors],
    [`GET ${path}/:id`, editors],
    ...['', ...changes, `/:id/${conversion}`].map(end => [`POST ${path}${end}`, editors]),
  ]) as Record<string, Rule>
}

function feeds(path: string): Record<string, Rule> {
  return Object.fromEntries(
    ['feed.xml', 'rss.xml', 'feed.json'].map(name => [`GET ${path}/${name}`, everyone]),
  )
}
