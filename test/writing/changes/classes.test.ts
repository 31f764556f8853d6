import { expect, test } from 'vitest'
import { emptyFields } from '../../../src/writing/form.ts'
import { classifyChange, type Met } from '../../../src/writing/changes/classes.ts'

const BODY = 'The boat left at dawn for 12 days.\n\nNobody saw it go.'

const met = (
  fields: Partial<Met['fields']> = {},
  links: string[] = [],
  images: string[] = [],
): Met => ({
  fields: { ...emptyFields, title: 'Tides', body: BODY, tags: ['sea'], slug: 'tides', ...fields },
  links,
  images,
})

const cases: [name: string, after: Met, classes: string[]][] = [
  ['nothing', met(), []],
  ['a letter', met({ body: BODY.replace('boat', 'boar') }), ['typo']],
  ['a comma and a capital', met({ body: BODY.replace('dawn for', 'Dawn, for') }), ['typo']],
  ['another word', met({ body: BODY.replace('dawn', 'noon') }), ['text']],
  ['a number', met({ body: BODY.replace('12', '13') }), ['text']],
  ['a word more', met({ body: BODY.replace('boat', 'old boat') }), ['text']],
  ['a paragraph more', met({ body: `${BODY}\n\nMore.` }), ['text']],
  ['a paragraph less', met({ body: 'Nobody saw it go.' }), ['text']],
  ['where a link leads', met({}, ['/b']), ['links']],
  ['an image', met({}, [], ['/media/x.png']), ['links']],
  ['a tag in other words', met({ tags: ['SEA'] }), []],
  ['a tag', met({ tags: ['sea', 'moon'] }), ['tags']],
  ['the category', met({ category: 'Nature' }), ['tags']],
  ['the address', met({ slug: 'the-tides' }), ['address']],
  ['the title', met({ title: 'Tide' }), ['title']],
  ['the excerpt', met({ excerpt: 'A summary.' }), ['text']],
  ['being pinned', met({ pinned: true }), ['place']],
  [
    'much',
    met({ title: 'New', body: 'All new.', tags: [], slug: 'new' }, ['/x']),
    ['text', 'title', 'links', 'tags', 'address'],
  ],
]

test.each(cases)('a change of %s is classed', (_, after, classes) => {
  expect(classifyChange(met(), after)).toEqual(classes)
})

test('many small corrections are a change of the text', () => {
  const words = Array.from({ length: 9 }, (_, at) => `word${'abcdefghi'.charAt(at)} stands here.`)
  const body = words.join(' ')

  const after = met({ body: body.replaceAll('stands', 'stand') })

  expect(classifyChange(met({ body }), after)).toEqual(['text'])
})
