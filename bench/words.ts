/** Numbers from 0 to 1 that look random and are the same in each run. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Chooses from 0 to `count - 1` so that the nth is chosen about 1/n as often as the first, as words and tags are. */
export function createZipf(count: number, random: () => number): () => number {
  const sums: number[] = []
  for (let rank = 1; rank <= count; rank += 1) sums.push((sums.at(-1) ?? 0) + 1 / rank)
  const total = sums.at(-1) ?? 0
  return () => {
    const wanted = random() * total
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

const STARTS = 'b c d f g h k l m n p r s t v w br cl dr fl gr pl pr st tr'.split(' ')
const MIDDLES = 'a e i o u ai ea io ou'.split(' ')
const ENDS = 'n r s t l m nd st rk ng ld sh'.split(' ')
const COMMON =
  'the of and to in a is that for it as was with be by on not he his but at are this have from'

/** A vocabulary whose first words are the common ones of English; the others only sound like words. */
export function makeVocabulary(count: number, random: () => number): string[] {
  const pick = (parts: string[]) => parts[Math.floor(random() * parts.length)] ?? ''
  const words = new Set(COMMON.split(' '))
  while (words.size < count) {
    const syllables = 1 + Math.floor(random() * 3)
    const parts = Array.from({ length: syllables }, () => pick(STARTS) + pick(MIDDLES))
    words.add(parts.join('') + pick(ENDS))
  }
  return [...words]
}

/** Markdown of about so many words: paragraphs, headings, a list, a link, code. */
export function writeBody(wordCount: number, nextWord: () => string, random: () => number): string {
  const blocks: string[] = []
  for (let written = 0; written < wordCount;) {
    const length = 40 + Math.floor(random() * 80)
    blocks.push(...writeBlock(length, nextWord, random()))
    written += length
  }
  return blocks.join('\n\n')
}

function writeBlock(length: number, nextWord: () => string, chance: number): string[] {
  const words = (count: number) => Array.from({ length: count }, nextWord).join(' ')
  const paragraph = writeSentences(length, nextWord)
  if (chance < 0.15) return [`## ${capitalize(words(4))}`, paragraph]
  if (chance < 0.22) return [paragraph, [1, 2, 3].map(() => `- ${words(6)}`).join('\n')]
  if (chance < 0.28) return [paragraph, '```js\nconst ' + words(1) + " = '" + words(3) + "'\n```"]
  if (chance < 0.4) return [`${paragraph} [${words(2)}](https://example.com/${words(1)})`]
  return [paragraph]
}

function writeSentences(length: number, nextWord: () => string): string {
  const sentences: string[] = []
  for (let written = 0; written < length; written += 12) {
    sentences.push(`${capitalize(Array.from({ length: 12 }, nextWord).join(' '))}.`)
  }
  return sentences.join(' ')
}

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
