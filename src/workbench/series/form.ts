import { z } from 'zod'
import { listField } from '../../http/form.ts'
import { pageFields, PlainName } from '../form.ts'

/** A series as its form sends it; an absent field keeps its value. */
export const SeriesForm = z.object({ name: PlainName, ...pageFields })

const Id = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** The order of parts: their ids as they stand, with what one button asks for besides. */
export const OrderForm = z.object({
  order: z.unknown().transform(listField).pipe(z.array(Id)),
  move: z
    .string()
    .regex(/^(?:up|down):\d{1,9}$/)
    .optional(),
  remove: Id.optional(),
})

type Order = z.output<typeof OrderForm>

/** The posts that were ticked. */
export const AddForm = z.object({ ids: z.unknown().transform(listField).pipe(z.array(Id)) })

/**
 * The order that a form means: as its parts stand, those with another number typed where that says,
 * and one of them a step up or down.
 */
export function readOrder({ order, move }: Order, typed: Record<string, string>): number[] {
  const numbers = order.map(id => readNumber(typed[`number.${id}`]))
  const meant = order.filter((_, at) => isKept(numbers[at], at))
  const numbered = order
    .map((id, at) => ({ id, number: numbers[at] ?? 0, at }))
    .filter(({ number, at }) => !isKept(number, at))
    .sort((one, other) => one.number - other.number)
  for (const { id, number } of numbered) meant.splice(number - 1, 0, id)
  return step(meant, move)
}

const readNumber = (text = ''): number => (/^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0)

const isKept = (number = 0, at = 0): boolean => number === 0 || number === at + 1

function step(order: number[], move = ''): number[] {
  const [way, id] = move.split(':')
  const at = order.indexOf(Number(id))
  const to = way === 'up' ? at - 1 : at + 1
  if (at === -1 || to < 0 || to >= order.length) return order
  return order.toSpliced(at, 1).toSpliced(to, 0, Number(id))
}
