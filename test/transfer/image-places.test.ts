import { expect, test } from 'vitest'
import { listImagePlaces, replaceImages } from '../../src/transfer/image-places.ts'
import { costOf } from '../support/cost.ts'

test.each([
  ['![a](x.png)', ['x.png']],
  ['![a](x.png "title") and ![b](../y/z.jpg)', ['x.png', '../y/z.jpg']],
  ['![](<with space.png>)', ['with space.png']],
  ['![a](x_(1).png)', ['x_(1).png']],
  ['[![a](small.png)](large.png)', ['small.png']],
  ['![a][1]\n\n[1]: x.webp "title"', ['x.webp']],
  ['<img alt="a" src="x.gif"> <IMG SRC=\'y.avif\'>', ['x.gif', 'y.avif']],
  ['![a](x.png?v=2#top)', ['x.png?v=2#top']],
  ['![a [b] c](x.png)', ['x.png']],
  ['![a](/images/x.png)', ['/images/x.png']],
])('finds the images of %j', (body, destinations) => {
  expect(listImagePlaces(body).map(place => place.destination)).toEqual(destinations)
})

test.each([
  '![a](https://example.org/x.png)',
  '![a](//example.org/x.png)',
  '![a](data:image/png;base64,AAAA.png)',
  '![a](/media/0123.png)',
  '`![a](x.png)`',
  '```\n![a](x.png)\n```',
  '![a](paper.pdf)',
  '[a](x.png)',
])('leaves %j alone', body => {
  expect(listImagePlaces(body)).toEqual([])
})

test('puts the new addresses exactly where the old ones stood', () => {
  const body = '![a](x.png "t") `x.png` ![b](<y z.png>)\n<img src="x.png">\n'
  const addresses = new Map([
    ['x.png', '/media/1.png'],
    ['y z.png', '/media/2.png'],
  ])

  const text = replaceImages(body, listImagePlaces(body), addresses)

  expect(text).toBe('![a](/media/1.png "t") `x.png` ![b](/media/2.png)\n<img src="/media/1.png">\n')
})

test('takes no quadratic time for a line of beginnings', async () => {
  expect(await costOf(() => listImagePlaces('!['.repeat(200_000)))).toBeLessThan(500)
  expect(await costOf(() => listImagePlaces('<img '.repeat(100_000)))).toBeLessThan(500)
})
