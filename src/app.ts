import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import express, { type Express, type RequestHandler, type Router } from 'express'
import createError from 'http-errors'
import { requireAdmin, requireSignIn } from './accounts/guard.ts'
import { auditRoutes } from './accounts/audit/routes.ts'
import { keepAudit } from './accounts/audit/trail.ts'
import { emailRoutes } from './accounts/email/routes.ts'
import { invitationRoutes } from './accounts/invitations/routes.ts'
import { peopleRoutes } from './accounts/people/routes.ts'
import { personRoutes } from './accounts/people/security/routes.ts'
import { recoveryRoutes } from './accounts/recovery/routes.ts'
import { accountRoutes } from './accounts/routes.ts'
import { sessionRoutes } from './accounts/sessions/routes.ts'
import { signInRoutes } from './accounts/sign-in/routes.ts'
import { signUpRoutes } from './accounts/sign-up/routes.ts'
import { provideUser } from './accounts/signed-in.ts'
import { tokenRoutes } from './accounts/tokens/routes.ts'
import { twoFactorRoutes } from './accounts/two-factor/routes.ts'
import { allowOrigins } from './api/cors.ts'
import { apiRoutes } from './api/routes.ts'
import { avatarRoutes } from './belongings/avatar/routes.ts'
import { leavingRoutes } from './belongings/leaving/routes.ts'
import { ownDataRoutes } from './belongings/own-data/routes.ts'
import { root, type Context } from './context.ts'
import { createAssetAddress, serveAssets } from './http/assets.ts'
import { readBodies } from './http/body.ts'
import { errorPage } from './http/errors.ts'
import { takeFlash } from './http/flash.ts'
import { securityHeaders } from './http/headers.ts'
import { refuseTrace } from './http/methods.ts'
import { keepPages } from './http/page-cache/listener.ts'
import { logRequests } from './http/request-log.ts'
import { requireSameOrigin } from './http/same-origin.ts'
import { openSessions } from './http/sessions.ts'
import { fileRoutes } from './library/file/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { operationRoutes } from './history/operation/routes.ts'
import { historyRoutes } from './history/routes.ts'
import { pastVocabularyRoutes } from './history/vocabulary/routes.ts'
import { backupRoutes } from './operations/backup/routes.ts'
import { doctorRoutes } from './operations/doctor/routes.ts'
import { metricsRoutes } from './operations/metrics/routes.ts'
import { siteHealthRoutes } from './operations/health/routes.ts'
import { healthRoutes } from './operations/routes.ts'
import { findNextDue } from './reading/due.ts'
import { feedRoutes } from './reading/feeds/routes.ts'
import { cardRoutes } from './reading/cards/routes.ts'
import { forwardRoutes } from './reading/forwards/routes.ts'
import { missingPage } from './reading/missing/page.ts'
import { postRoutes } from './reading/posts/routes.ts'
import { readingRoutes } from './reading/routes.ts'
import { seriesRoutes } from './reading/series/routes.ts'
import { searchRoutes } from './reading/search/routes.ts'
import { sharedRoutes } from './reading/shared/routes.ts'
import { provideSite } from './settings/locals.ts'
import { apiSettingsRoutes } from './settings/api/routes.ts'
import { settingsRoutes } from './settings/routes.ts'
import { showPreviewedTheme } from './settings/theme/preview.ts'
import { customStylesRoutes, pageHeadRoutes } from './settings/page-head/routes.ts'
import { exportRoutes } from './transfer/export/routes.ts'
import { importRoutes } from './transfer/runs/routes.ts'
import { themeFileRoutes, themeRoutes } from './settings/theme/routes.ts'
import { readThemes } from './settings/theme/themes.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import { checkUpRoutes } from './workbench/check-up/routes.ts'
import { mergingRoutes } from './workbench/merging/routes.ts'
import { planRoutes } from './workbench/plan/routes.ts'
import { provideStaged } from './workbench/plan/locals.ts'
import { retaggingRoutes } from './workbench/retagging/routes.ts'
import { workbenchRoutes } from './workbench/routes.ts'
import { seriesAdminRoutes } from './workbench/series/routes.ts'
import { splitRoutes } from './workbench/split/routes.ts'
import { suggestionRoutes } from './workbench/suggestions/routes.ts'
import { tagRequestRoutes } from './workbench/tag-requests/routes.ts'
import { verbRoutes } from './workbench/verbs/routes.ts'
import { editingRoutes } from './writing/editing/routes.ts'
import { changeRoutes } from './writing/changes/routes.ts'
import { draftRoutes } from './writing/journal/drafts/routes.ts'
import { journalRoutes } from './writing/journal/routes.ts'
import { linkRoutes } from './writing/links/routes.ts'
import { previewRoutes } from './writing/preview/routes.ts'
import { previewLinkRoutes } from './writing/previews/routes.ts'
import { revisionRoutes } from './writing/revisions/routes.ts'
import { writingRoutes } from './writing/routes.ts'

/** What the server listens with: the application, with the pages that were kept before it. */
export function createListener(context: Context): RequestListener {
  return keepPages(context, createApp(context), now => findNextDue(context.db.read, now))
}

/** Builds the web application on an open context; it listens to nothing yet. */
export function createApp(context: Context): Express {
  const { config, log } = context
  const app = express()
  const publicFolder = join(root, 'public')
  const themes = readThemes()
  setUp(app, config)

  app.use(logRequests(context))
  app.use(securityHeaders(config.secure))
  app.use(provideLocals(context, publicFolder))
  app.use(healthRoutes(context))
  app.use(metricsRoutes(context))
  app.use(refuseTrace)
  app.use(serveAssets(publicFolder))
  app.use(themeFileRoutes(themes))
  app.use(customStylesRoutes(context))
  app.use(provideSite(context, themes))
  app.use(allowOrigins)
  app.use(requireSameOrigin)
  app.use(keepAudit(context))
  app.use(readBodies)
  app.use(apiRoutes(context))
  app.use(openSessions(context))
  app.use(provideUser(context))
  app.use(takeFlash)
  app.use(showPreviewedTheme(themes))
  guardAdmin(app, context)

  app.use(themeRoutes(context, themes))
  app.use(pageHeadRoutes(context))
  app.use(exportRoutes(context, createApp))
  for (const routes of FEATURES) app.use(routes(context))

  app.use((_req, _res, next) => next(createError(404)))
  app.use(missingPage(context))
  app.use(errorPage(log))
  return app
}

function setUp(app: Express, config: Context['config']): void {
  app.disable('x-powered-by')
  // What even the error page could not answer shows no stack, however NODE_ENV stands.
  app.set('env', 'production')
  app.set('trust proxy', config.trustProxy)
  // A list, since only then do views include others by their whole names.
  app.set('views', [join(root, 'views')])
  app.set('view engine', 'ejs')
  app.set('view cache', true)
  // BASE_URL says how people reach the site; the last hop may be plain all the same.
  Object.defineProperty(app.request, 'secure', { get: () => config.secure })
}

function provideLocals({ config, translate }: Context, publicFolder: string): RequestHandler {
  const asset = createAssetAddress(publicFolder)
  const absolute = (path: string) => new URL(path, config.baseUrl).href
  return (req, res, next) => {
    const { path } = req
    Object.assign(res.locals, { asset, language: 'en', t: translate('en'), path, absolute })
    next()
  }
}

function guardAdmin(app: Express, context: Context): void {
  app.use('/admin', requireSignIn)
  app.use(
    [
      '/admin/users',
      '/admin/settings',
      '/admin/redirects',
      '/admin/health',
      '/admin/doctor',
      '/admin/backups',
      '/admin/audit',
      '/admin/export',
      '/admin/import',
      '/admin/webhooks',
    ],
    requireAdmin,
  )
  app.use(['/admin', '/account'], provideStaged(context))
}

/** Every feature, in the order in which its addresses are tried. */
const FEATURES: readonly ((context: Context) => Router)[] = [
  accountRoutes,
  signInRoutes,
  twoFactorRoutes,
  sessionRoutes,
  tokenRoutes,
  emailRoutes,
  avatarRoutes,
  ownDataRoutes,
  leavingRoutes,
  recoveryRoutes,
  signUpRoutes,
  auditRoutes,
  invitationRoutes,
  peopleRoutes,
  personRoutes,
  settingsRoutes,
  apiSettingsRoutes,
  webhookRoutes,
  siteHealthRoutes,
  doctorRoutes,
  backupRoutes,
  importRoutes,
  mediaRoutes,
  libraryRoutes,
  fileRoutes,
  retaggingRoutes,
  suggestionRoutes,
  journalRoutes,
  draftRoutes,
  writingRoutes,
  previewRoutes,
  editingRoutes,
  revisionRoutes,
  previewLinkRoutes,
  changeRoutes,
  linkRoutes,
  checkUpRoutes,
  tagRequestRoutes,
  splitRoutes,
  seriesAdminRoutes,
  mergingRoutes,
  verbRoutes,
  workbenchRoutes,
  planRoutes,
  operationRoutes,
  historyRoutes,
  pastVocabularyRoutes,
  searchRoutes,
  feedRoutes,
  forwardRoutes,
  cardRoutes,
  postRoutes,
  seriesRoutes,
  sharedRoutes,
  readingRoutes,
]
