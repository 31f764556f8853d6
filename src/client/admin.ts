/** The admin's script: each part makes something nicer that works without it. */
import { growTextareas } from './autosize.ts'
import { enhanceBulkForms } from './bulk.ts'
import { enhanceConflict } from './conflict.ts'
import { enhanceCopying } from './copy.ts'
import { followImport } from './import-progress.ts'
import { enhanceInPlace } from './in-place.ts'
import { sayMergesBefore } from './merge-sentence.ts'
import { openJournal } from './journal/open.ts'
import { deliverBeforeSignOut } from './journal/sign-out.ts'
import { enhanceMedia } from './media.ts'
import { enhanceNameList } from './name-list.ts'
import { orderByHand } from './series-order.ts'
import { suggestNames } from './suggestions.ts'
import { suggestTagsWhileWriting } from './tag-suggestions.ts'
import { offerOwnTimeZone } from './time-zone.ts'
import { enhanceTokenFields } from './tokens.ts'
import { enhanceTriage } from './triage.ts'
import { guardUnsavedText } from './unsaved.ts'

enhanceTokenFields()
suggestNames()
suggestTagsWhileWriting()
enhanceBulkForms()
enhanceInPlace()
growTextareas()
guardUnsavedText()
openJournal()
deliverBeforeSignOut()
enhanceNameList()
sayMergesBefore()
enhanceTriage()
orderByHand()
enhanceConflict()
enhanceCopying()
enhanceMedia()
followImport()
offerOwnTimeZone()

document.querySelector<HTMLElement>('[data-mistakes]')?.focus()
document.querySelector<HTMLFormElement>('form[data-resume]')?.requestSubmit()
