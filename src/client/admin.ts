/** The admin's script: each part makes something nicer that works without it. */
import { growTextareas } from './autosize.ts'
import { enhanceBulkForms } from './bulk.ts'
import { enhanceEditors } from './editor.ts'
import { enhanceInPlace } from './in-place.ts'
import { suggestNames } from './suggestions.ts'
import { enhanceTokenFields } from './tokens.ts'

enhanceTokenFields()
suggestNames()
enhanceBulkForms()
enhanceInPlace()
growTextareas()
enhanceEditors()

document.querySelector<HTMLElement>('[data-mistakes]')?.focus()
document.querySelector<HTMLFormElement>('form[data-resume]')?.requestSubmit()
