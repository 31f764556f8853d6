import { describe, expect, test } from 'vitest'
import {
  endOfDay,
  formatDate,
  monthBounds,
  monthOf,
  parseMoment,
  toLocalInput,
  writeMoment,
} from '../../src/text/dates.ts'

describe('parseMoment', () => {
  test.each([
    ['2026-11-21T10:00:00+08:00', 'UTC', '2026-11-21T02:00:00.000Z'],
    ['2026-11-21T10:00:00Z', 'Asia/Shanghai', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00', 'Asia/Shanghai', '2026-11-21T02:00:00.000Z'],
    ['2026-11-21 10:00:05', 'America/St_Johns', '2026-11-21T13:30:05.000Z'],
    ['2016-11-27 03:12:45 +0800', 'UTC', '2016-11-26T19:12:45.000Z'],
    ['2016-11-27 03:12:45 UTC', 'Asia/Shanghai', '2016-11-27T03:12:45.000Z'],
    ['2020-01-02T03:04:05.123456789Z', 'UTC', '2020-01-02T03:04:05.123Z'],
    ['2020-01-02T03:04:05.1', 'UTC', '2020-01-02T03:04:05.100Z'],
    ['2024-11-2', 'Europe/Berlin', '2024-11-01T23:00:00.000Z'],
    ['2013/7/13 20:46:25', 'UTC', '2013-07-13T20:46:25.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', 'UTC', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', 'UTC', '9999-12-31T23:59:59.000Z'],
    // Clocks go from 02:00 to 03:00: what is skipped moves on; what comes twice is the first.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ])('%s in %s is %s', (text, zone, iso) => {
    expect(parseMoment(text, zone)?.toISOString()).toBe(iso)
  })

  test.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-01T24:00',
    '2026-01-01T10:60',
    '0000-01-01',
    '10000-01-01',
    '2026-11-21T10',
    'tomorrow',
    '',
    '2026-1/2',
    '2026-01-01T10:00+99:00',
    '٢٠٢٦-01-01',
  ])('%j is not a moment', text => {
    expect(parseMoment(text, 'UTC')).toBeNull()
  })
})

test('a local input reads back as the same minute in every zone', () => {
  for (const zone of ['UTC', 'Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia']) {
    for (const iso of ['2026-03-29T01:30:00Z', '1900-01-01T00:10:00Z', '2024-02-29T23:59:00Z']) {
      const date = new Date(iso)
      if (iso.startsWith('1900') && zone !== 'UTC') continue
      expect(parseMoment(toLocalInput(date, zone), zone)).toEqual(date)
      expect(parseMoment(writeMoment(date, zone), 'UTC')).toEqual(date)
    }
  }
})

test('a moment is written with the offset of its zone', () => {
  expect(writeMoment(new Date('2026-11-21T02:00:00Z'), 'Asia/Shanghai')).toBe(
    '2026-11-21T10:00:00+08:00',
  )
  expect(writeMoment(new Date('2026-07-01T00:00:00.5Z'), 'America/St_Johns')).toBe(
    '2026-06-30T21:30:00.500-02:30',
  )
})

test('a day is written as people of the language write it', () => {
  const date = new Date('2026-11-20T20:00:00Z')
  expect(formatDate(date, 'en-GB', 'Asia/Shanghai')).toBe('21 November 2026')
  expect(formatDate(date, 'zh-CN', 'Asia/Shanghai')).toBe('2026年11月21日')
})

test('months are those of the zone', () => {
  const zone = 'Asia/Shanghai'
  expect(monthOf(new Date('2026-11-30T20:00:00Z'), zone)).toEqual({ year: 2026, month: 12 })
  expect(monthBounds({ year: 2026, month: 12 }, zone)).toEqual({
    from: new Date('2026-11-30T16:00:00Z'),
    until: new Date('2026-12-31T16:00:00Z'),
  })
})

test.each([
  ['2026-03-04', '2026-03-04T16:00:00.000Z'],
  ['2026-02-28', '2026-02-28T16:00:00.000Z'],
  ['2026-12-31', '2026-12-31T16:00:00.000Z'],
  ['2026-02-29', undefined],
  ['2026-3-4', undefined],
  ['2026-03-04T00:00', undefined],
  ['', undefined],
])('the day “%s” ends where the zone says', (day, end) => {
  expect(endOfDay(day, 'Asia/Shanghai')?.toISOString()).toBe(end)
})
