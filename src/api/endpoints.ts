import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import type { Endpoint, PublicEndpoint } from './endpoint.ts'
import { mediaEndpoints } from './media/endpoints.ts'
import { operationEndpoints } from './operations/endpoints.ts'
import { postEndpoints } from './posts/endpoints.ts'
import { publicPostEndpoints } from './public/posts.ts'
import { publicTermEndpoints } from './public/terms.ts'
import { vocabularyEndpoints } from './vocabulary/endpoints.ts'

/** Everything that the API does. */
export const endpoints: readonly Endpoint[] = [
  ...postEndpoints,
  ...vocabularyEndpoints(tagVocabulary),
  ...vocabularyEndpoints(categoryVocabulary),
  ...mediaEndpoints,
  ...operationEndpoints,
]

/** What can be read without a token, where the site says so. */
export const publicEndpoints: readonly PublicEndpoint[] = [
  ...publicPostEndpoints,
  ...publicTermEndpoints,
]
