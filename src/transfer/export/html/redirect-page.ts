import { escapeAttribute } from '../../../text/escape-attribute.ts'

/** The page of a former address: leads on without a script, and tells search engines where to. */
export function writeRedirectPage(
  target: string,
  { language, text }: { language: string; text: string },
): string {
  const href = escapeAttribute(target)
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>${text}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${href}">
<link rel="canonical" href="${href}">
<p><a href="${href}">${text}</a></p>
</html>
`
}
