import type { z } from 'zod'
import { bumpContentVersion } from '../../db/content-version.ts'
import type { Database } from '../../db/doors.ts'
import type { FieldErrors } from '../../http/form.ts'
import type { Translate } from '../../i18n/translate.ts'
import { saveSettings } from '../service.ts'
import type { PageHeadForm } from './form.ts'
import { parseHeadTags, type Problem } from './tags.ts'

/** Stores the style sheet and the tags, or gives a message for each field that is wrong. */
export async function changePageHead(
  db: Database,
  { customCss, headTags }: z.output<typeof PageHeadForm>,
  t: Translate,
): Promise<FieldErrors> {
  const parsed = parseHeadTags(headTags ?? '')
  if ('wrongLine' in parsed) {
    return {
      headTags: `${t('Line {line}:', { line: parsed.wrongLine })} ${explain(parsed.problem, t)}`,
    }
  }
  await db.write(async tx => {
    await bumpContentVersion(tx)
    await saveSettings(tx, {
      customCss,
      headTags: headTags === undefined ? undefined : parsed.tags,
    })
  })
  return {}
}

function explain(problem: Problem, t: Translate): string {
  const sentences: Record<Problem, string> = {
    form: t('Write one <meta …> or <link …> a line, each attribute in double quotes; 50 at most.'),
    attribute: t('This attribute is not allowed here, or stands twice.'),
    name: t('This name is not among those allowed for <meta>.'),
    rel: t('This rel is not among those allowed for <link>.'),
    content: t('The content is missing or has more than 500 characters.'),
    address: t('The href begins with /, http://, https:// or mailto:.'),
  }
  return sentences[problem]
}
