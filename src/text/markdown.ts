/** A text as it stands within the brackets of a link or an image in Markdown. */
export const escapeMarkdown = (text: string): string => text.replace(/[\\[\]*_`<&]/g, '\\$&')
