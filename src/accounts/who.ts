import type { Translate } from '../i18n/translate.ts'

/** Who did something: the person, or what they were called when their account went. */
export function sayWho(
  person: { displayName: string } | null,
  formerName: string,
  t: Translate,
): string {
  if (person) return person.displayName
  return formerName === '' ? t('Somebody') : formerName
}
