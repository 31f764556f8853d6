import type { z } from 'zod'
import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { FieldErrors } from '../http/form.ts'
import type { Translate } from '../i18n/translate.ts'
import { RenderError } from '../render/renderer.ts'
import type { SettingsForm } from './form.ts'
import { parseNavigation } from './navigation.ts'
import { saveSettings } from './service.ts'

/** Renders the footer and stores the settings, or gives a message for each field that is wrong. */
export async function changeSettings(
  { db, renderer }: Pick<Context, 'db' | 'renderer'>,
  { navigation, footer, ...plain }: z.output<typeof SettingsForm>,
  t: Translate,
): Promise<FieldErrors> {
  const parsed = navigation === undefined ? null : parseNavigation(navigation)
  if (parsed && 'wrongLine' in parsed) return { navigation: explainLine(parsed.wrongLine, t) }
  const rendered = footer === undefined ? null : await renderFooter(renderer, footer)
  if (rendered && 'error' in rendered) return { footer: rendered.error }

  await db.write(async tx => {
    await bumpContentVersion(tx)
    await saveSettings(tx, { ...plain, navigation: parsed?.links, ...rendered })
  })
  return {}
}

function explainLine(line: number, t: Translate): string {
  return t(
    'Line {line} is no link. Write a label, a bar and an address that begins with /, http://, https:// or mailto:.',
    { line },
  )
}

async function renderFooter(
  renderer: Context['renderer'],
  footer: string,
): Promise<{ footer: string; footerHtml: string } | { error: string }> {
  try {
    const { html } = await renderer.render(footer, { idPrefix: 'footer-' })
    return { footer, footerHtml: html }
  } catch (error) {
    if (error instanceof RenderError) return { error: error.message }
    throw error
  }
}
