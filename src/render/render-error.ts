/** A text that cannot be rendered; its message is a sentence for the author, to be translated where it is shown. */
export class RenderError extends Error {
  override name = 'RenderError'
}
