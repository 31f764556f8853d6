/** The languages that the site speaks, each in itself. */
export const languageChoices = [
  { value: 'en', label: 'English' },
  { value: 'zh-CN', label: '简体中文' },
]

/** The time zones that are offered while one is typed. */
export const listTimeZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')]
