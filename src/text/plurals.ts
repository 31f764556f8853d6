/** How English plurals end, and what of it the singular has instead. */
const ENDINGS: readonly [RegExp, string][] = [
  [/(?<=[a-z]{2})ies$/, 'y'],
  [/(?<=(?:s|x|z|ch|sh|o))es$/, ''],
  [/(?<=[a-z]{2})ves$/, 'f'],
  [/(?<=[a-z]{2})ves$/, 'fe'],
  [/(?<=[^su])s$/, ''],
  [/(?<=a)e$/, ''],
  [/people$/, 'person'],
  [/children$/, 'child'],
  [/men$/, 'man'],
  [/mice$/, 'mouse'],
  [/feet$/, 'foot'],
  [/teeth$/, 'tooth'],
  [/(?<=[a-z]{2})ices$/, 'ex'],
  [/(?<=[a-z]{2})ices$/, 'ix'],
  [/(?<=[a-z]{3})ses$/, 'sis'],
]

/** What the singular of a name may be, for a name that may be an English plural. */
export function listSingulars(key: string): string[] {
  const forms = ENDINGS.filter(([ending]) => ending.test(key)).map(([ending, singular]) =>
    key.replace(ending, singular),
  )
  return [...new Set(forms)].filter(form => form.length > 1)
}
