import type { Context } from '../../context.ts'
import type { Translate } from '../../i18n/translate.ts'

/** How something stands: nothing to do, worth knowing, or to be mended. */
export type State = 'good' | 'notice' | 'bad'

/** One thing that was looked at: a sentence that says what to do, facts, and where to do it. */
export type Check = {
  name: string
  state: State
  text: string
  facts: { label: string; value: string }[]
  link?: { url: string; label: string }
}

/** Who looks, and through which address: `host` and `forwardedFor` as the request has them. */
export type Scene = {
  t: Translate
  language: string
  timeZone: string
  host: string
  protocol: string
  isForwarded: boolean
}

/** Looks at one thing. */
export type Look = (context: Context, scene: Scene) => Promise<Check>
