import type { Database } from '../../src/db/doors.ts'

/** The site's database, and how many questions were put to it. */
export function countQuestions(db: Database): { db: Database; asked: () => number } {
  let asked = 0
  const counted = (value: unknown): unknown =>
    typeof value === 'function'
      ? (...given: unknown[]) => {
          asked += 1
          return (value as (...all: unknown[]) => unknown)(...given)
        }
      : value
  const watch = (model: object): object =>
    new Proxy(model, { get: (target, name) => counted(Reflect.get(target, name)) })
  const read = new Proxy(db.read, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'object' && value !== null ? watch(value) : counted(value)
    },
  })
  const aside: Database['aside'] = statement => {
    asked += 1
    return db.aside(statement)
  }
  return { db: { ...db, aside, read: read }, asked: () => asked }
}
