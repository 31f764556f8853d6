import { mark } from '../../../i18n/translate.ts'
import { argument, type Shortcode, type Translate } from './shortcode.ts'

/** What other sites show within a text: no page of ours loads anything from elsewhere, so each becomes a link. */
export const EMBEDS: Readonly<Record<string, Translate>> = {
  youtube: linkTo(code => `https://www.youtube.com/watch?v=${idOf(code)}`),
  vimeo: linkTo(code => `https://vimeo.com/${idOf(code)}`),
  bilibili: linkTo(code => `https://www.bilibili.com/video/${idOf(code)}`),
  gist: linkTo(code => {
    const user = argument(code, ['user'], 0)
    const id = argument(code, ['id'], 1)
    return `https://gist.github.com/${[user, id].filter(part => part !== '').join('/')}`
  }),
  tweet: linkTo(tweetOf),
  twitter: linkTo(tweetOf),
  x: linkTo(tweetOf),
  instagram: linkTo(code => `https://www.instagram.com/p/${idOf(code)}`),
  codepen: linkTo(code => {
    const user = argument(code, ['user'], 0)
    return `https://codepen.io/${user}/pen/${argument(code, ['id'], 1)}`
  }),
  jsfiddle: linkTo(code => `https://jsfiddle.net/${idOf(code)}`),
  soundcloud: linkTo(code => argument(code, ['url', 'src'], 0)),
  spotify: linkTo(code => argument(code, ['url', 'src'], 0)),
  iframe: linkTo(code => argument(code, ['src', 'url'], 0)),
  embed: linkTo(code => argument(code, ['url', 'src'], 0)),
}

const idOf = (code: Shortcode): string => argument(code, ['id', 'key', 'url'], 0)

function tweetOf(code: Shortcode): string {
  const user = argument(code, ['user']) || 'i'
  return `https://twitter.com/${user === 'i' ? 'i/web' : user}/status/${idOf(code)}`
}

function linkTo(addressOf: (code: Shortcode) => string): Translate {
  return (code, say) => {
    // Some give the whole address where others give its last part.
    const whole = [...code.listed, ...code.named.values()].find(text => /^https?:\/\//u.test(text))
    const address = whole ?? addressOf(code)
    if (!/^https?:\/\/[^\s<>"{}]*[^\s<>"{}=/]$/u.test(address)) return null
    say(null, mark('What another site shows here is a link now: {address}.'), { address })
    return `<${address}>`
  }
}
