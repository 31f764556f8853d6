/** Where the site's time zone is asked for the first time, that of the browser is the likely one. */
export function offerOwnTimeZone(): void {
  const field = document.querySelector<HTMLInputElement>('[data-own-time-zone]')
  if (field?.value === '') field.value = Intl.DateTimeFormat().resolvedOptions().timeZone
}
