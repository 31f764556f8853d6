/** The admin's script: each part makes something nicer that works without it. */
import { growTextareas } from './autosize.ts'
import { enhanceBulkForms } from './bulk.ts'
import { enhanceEditors } from './editor.ts'
import { enhanceInPlace } from './in-place.ts'
import { enhanceNameList } from './name-list.ts'
import { suggestNames } from './suggestions.ts'
import { suggestTagsWhileWriting } from './tag-suggestions.ts'
import { enhanceTokenFields } from './tokens.ts'
import { enhanceTriage } from './triage.ts'

enhanceTokenFields()
suggestNames()
suggestTagsWhileWriting()
enhanceBulkForms()
enhanceInPlace()
growTextareas()
enhanceEditors()
enhanceNameList()
enhanceTriage()

document.querySelector<HTMLElement>('[data-mistakes]')?.focus()
document.querySelector<HTMLFormElement>('form[data-resume]')?.requestSubmit()
