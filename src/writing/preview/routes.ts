import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { typedFields, type Typed } from '../../http/form.ts'
import { findKnownImages } from '../../media/known.ts'
import { RenderError } from '../../render/render-error.ts'
import type { Rendered } from '../../render/rendered.ts'
import { parseMoment, toLocalInput } from '../../text/dates.ts'
import { splitNames } from '../../text/name.ts'
import { readDocumentFields } from '../document.ts'
import { takeDocument } from '../editing/paste.ts'

export function previewRoutes(context: Context): Router {
  const router = Router()
  router.post('/admin/posts/preview', preview)
  router.post('/admin/posts/parse', parse)
  return router

  async function preview(req: Request, res: Response) {
    const taken = takeDocument(req.body)
    const typed = typedFields(taken.ok ? taken.body : req.body)
    const { title = '', category = '', tags = '' } = typed
    const rendered = await render(typed, res)
    if (rendered instanceof RenderError) refuse(req, res, rendered.message)
    else if (isForScript(req)) res.json({ html: rendered.html, words: rendered.words })
    else {
      const post = { title, category, tags: splitNames(tags), html: rendered.html }
      res.render('writing/preview', { post })
    }
  }

  async function render(
    { body = '', language = '' }: Typed,
    { locals: { site } }: Response,
  ): Promise<Rendered | RenderError> {
    try {
      const options = { language: language || site.language }
      const images = await findKnownImages(context.db.read, body)
      return await context.renderer.render(body, { images, ...options })
    } catch (error) {
      if (error instanceof RenderError) return error
      throw error
    }
  }

  function refuse(req: Request, res: Response, message: string) {
    const { t } = res.locals
    if (isForScript(req)) {
      res.status(422).json({ error: t(message) })
      return
    }
    const said = { title: t('This text could not be shown'), text: t(message) }
    res.status(422).render('errors/show', { status: 422, links: [], ...said })
  }

  function parse(req: Request, res: Response) {
    const { text = '' } = typedFields(req.body)
    const read = readDocumentFields(text)
    if (!read) res.status(422).json({ error: res.locals.t('This text has no header.') })
    else if (!read.ok) {
      const { line, message } = read
      const sentence = res.locals.t('Line {line}: {message}', {
        line,
        message: res.locals.t(message),
      })
      res.status(422).json({ error: sentence })
    } else {
      const { publishedAt = '', status, ...fields } = read.fields
      const { timeZone } = res.locals.site
      const moment = parseMoment(publishedAt, timeZone)
      const date = moment ? toLocalInput(moment, timeZone) : ''
      res.json({ ...fields, date, draft: status === 'draft' })
    }
  }
}

// The editor shows it beside the text, in the frame that has readers' style sheet.
const isForScript = (req: Request): boolean => req.accepts(['html', 'json']) === 'json'
