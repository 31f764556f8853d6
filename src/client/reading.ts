import { prepareCodeCopying } from './reading/copy.ts'
import { followContents } from './reading/follow.ts'
import { openNotesInPlace } from './reading/notes.ts'
import { prepareZoom } from './reading/zoom.ts'

prepareCodeCopying()
openNotesInPlace()
followContents()
prepareZoom()
