/** The script of the page on which a post is written: an editor in place of its textarea. */
import { openEditor } from './editor/open.ts'

const form = document.querySelector<HTMLFormElement>('form[data-editor]')
const area = form?.querySelector<HTMLTextAreaElement>('textarea[name="body"]')
if (form && area) openEditor(form, area)
