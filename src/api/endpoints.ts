import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import type { Endpoint } from './endpoint.ts'
import { mediaEndpoints } from './media/endpoints.ts'
import { operationEndpoints } from './operations/endpoints.ts'
import { postEndpoints } from './posts/endpoints.ts'
import { vocabularyEndpoints } from './vocabulary/endpoints.ts'

/** Everything that the API does. */
export const endpoints: readonly Endpoint[] = [
  ...postEndpoints,
  ...vocabularyEndpoints(tagVocabulary),
  ...vocabularyEndpoints(categoryVocabulary),
  ...mediaEndpoints,
  ...operationEndpoints,
]
