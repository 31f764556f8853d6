import { readExamination } from '../doctor/examination.ts'
import type { Check, Look } from './check.ts'
import { momentFormatter } from '../../text/dates.ts'

/** What the doctor found when somebody last looked: looking takes too long to be done for each page. */
export const lookAtDoctor: Look = ({ config }, { t, language, timeZone }) => {
  const frame = {
    ...{ name: t('Doctor'), facts: [] },
    link: { url: '/admin/doctor', label: t('Look now') },
  } satisfies Partial<Check>
  const last = readExamination(config.dataDir)
  if (!last) {
    return Promise.resolve({ ...frame, state: 'notice', text: t('Nobody has looked yet.') })
  }
  const date = momentFormatter(language, timeZone).format(new Date(last.at))
  return Promise.resolve({
    ...frame,
    state: last.findings === 0 ? 'good' : 'bad',
    text:
      last.findings === 0
        ? t('Nothing was wrong on {date}.', { date })
        : t('{count} things were wrong on {date}.', { count: last.findings, date }),
  })
}
