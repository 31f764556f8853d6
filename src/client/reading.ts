import { prepareCodeCopying } from './reading/copy.ts'
import { followContents } from './reading/follow.ts'
import { openNotesInPlace } from './reading/notes.ts'
import { prepareZoom } from './reading/zoom.ts'

prepareCodeCopying()
openNotesInPlace()
followContents()
prepareZoom()

const form = document.querySelector<HTMLFormElement>('form[data-search]')
if (form) {
  const { searchWhileTyping } = await import('./reading/search.ts')
  searchWhileTyping(form)
}
