import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { FieldErrors, Typed } from '../http/form.ts'
import { languageChoices, listTimeZones } from '../settings/offered.ts'
import { languages, type Language } from '../settings/service.ts'

/** The form that makes the site, in the language that was chosen in it or that the browser asks for. */
export function renderSetup(
  { translate }: Context,
  req: Request,
  res: Response,
  { input, errors }: { input: Typed; errors: FieldErrors },
): void {
  const language = languages.find(one => one === input['language']) ?? askedLanguage(req)
  res.locals.language = language
  res.locals.t = translate(language)
  res.set('Cache-Control', 'no-store').vary('Accept-Language')
  res.render('accounts/setup', {
    input: { ...input, language },
    errors,
    languages: languageChoices,
    timeZones: listTimeZones(),
  })
}

// Browsers ask for Chinese in many ways; we have one.
function askedLanguage(req: Request): Language {
  const asked = req.acceptsLanguages('en', 'zh-CN', 'zh')
  return asked === 'zh' || asked === 'zh-CN' ? 'zh-CN' : 'en'
}
