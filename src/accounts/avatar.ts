import { createHash } from 'node:crypto'

/** The names under which a person's picture is kept: `avatar-` and 32 hexadecimal digits, the width, the ending. */
export const AVATAR_FILE = /^avatar-[0-9a-f]{32}-(?:96|192|512)\.(?:webp|jpg)$/

/** The files of one picture, each a square of so many pixels. */
export const AVATAR_FILES = [
  { width: 96, extension: 'webp' },
  { width: 192, extension: 'webp' },
  { width: 512, extension: 'jpg' },
] as const

/** The address of a picture, square, in one of its widths. */
export function avatarPath(avatar: string, width: 96 | 192 | 512): string {
  return `/media/${avatar}-${width}.${width === 512 ? 'jpg' : 'webp'}`
}

/** A person's picture as pages show it; without one, their initials on one of six tones. */
export type ShownAvatar = {
  name: string
  /** '' = none. */
  url: string
  largeUrl: string
  initials: string
  tone: number
}

const TONES = 6

/** What pages show of a person beside their name. */
export function viewAvatar({
  avatar,
  displayName,
  username,
}: {
  avatar: string
  displayName: string
  username: string
}): ShownAvatar {
  const name = displayName || username
  const [tone = 0] = createHash('sha256').update(username).digest()
  return {
    name,
    url: avatar && avatarPath(avatar, 96),
    largeUrl: avatar && avatarPath(avatar, 192),
    initials: initialsOf(name),
    tone: tone % TONES,
  }
}

const IDEOGRAPHS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

// Of a Chinese name one sign says enough, and two would not fit.
function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(word => /^[\p{L}\p{N}]/u.test(word))
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  const letter = (word: string) => Array.from(word.normalize('NFC'))[0]?.toUpperCase() ?? ''
  return IDEOGRAPHS.test(first) ? letter(first) : letter(first) + letter(last)
}
