export type State = {
  /** The tags of each post, by its id, in their order. */
  posts: Record<number, string[]>
  tags: string[]
  /** Other names and what they lead to. */
  aliases: Record<string, string>
}

export type Step =
  | { do: 'save'; post: number; names: string[] }
  | { do: 'rename'; from: string; to: string }
  | { do: 'merge'; from: string; to: string }
  | { do: 'delete'; name: string }
  | { do: 'add-tags' | 'remove-tags' | 'set-tags'; posts: number[]; names: string[] }
  | { do: 'undo'; back: number }

/** What a step other than an undo makes of a state; the simplest thing that can be right. */
export function foretell(before: State, step: Exclude<Step, { do: 'undo' }>): State {
  const state = structuredClone(before)
  if ('posts' in step) changeMany(state, step)
  else changeOne(state, step)
  return dropOrphans(before, state)
}

type OneStep = Exclude<Step, { do: 'undo' } | { posts: number[] }>

function changeOne(state: State, step: OneStep): void {
  switch (step.do) {
    case 'save':
      setTags(state, step.post, resolve(state, step.names))
      break
    case 'rename':
      rename(state, step.from, step.to)
      break
    case 'merge':
      merge(state, step.from, step.to)
      break
    case 'delete':
      remove(state, step.name)
      break
  }
}

function merge(state: State, from: string, to: string): void {
  if (from !== to && has(state, from) && has(state, to)) lead(state, from, to)
}

const has = (state: State, name: string) => state.tags.includes(name)

const once = (names: string[]) => [...new Set(names)]

function resolve(state: State, names: string[]): string[] {
  const living = once(names.map(name => state.aliases[name] ?? name))
  state.tags = once([...state.tags, ...living]).sort()
  return living
}

function setTags(state: State, post: number, names: string[]): void {
  state.posts[post] = names
}

function rename(state: State, from: string, to: string): void {
  const isTaken = has(state, to) || (state.aliases[to] !== undefined && state.aliases[to] !== from)
  if (!has(state, from) || isTaken) return
  state.tags.push(to)
  lead(state, from, to)
  Reflect.deleteProperty(state.aliases, to)
}

function lead(state: State, from: string, to: string): void {
  for (const [post, names] of Object.entries(state.posts)) {
    const kept = names.includes(to) ? names.filter(name => name !== from) : names
    setTags(
      state,
      Number(post),
      kept.map(name => (name === from ? to : name)),
    )
  }
  for (const [alias, name] of Object.entries(state.aliases)) {
    if (name === from) state.aliases[alias] = to
  }
  state.tags = state.tags.filter(name => name !== from).sort()
  state.aliases[from] = to
}

function remove(state: State, name: string): void {
  for (const [post, names] of Object.entries(state.posts)) {
    setTags(
      state,
      Number(post),
      names.filter(other => other !== name),
    )
  }
  state.tags = state.tags.filter(other => other !== name)
  for (const [alias, target] of Object.entries(state.aliases)) {
    if (target === name) Reflect.deleteProperty(state.aliases, alias)
  }
}

function changeMany(state: State, step: Extract<Step, { posts: number[] }>): void {
  const names =
    step.do === 'remove-tags'
      ? step.names.map(name => state.aliases[name] ?? name)
      : resolve(state, step.names)
  for (const post of step.posts) {
    const present = state.posts[post] ?? []
    if (step.do === 'set-tags') setTags(state, post, names)
    else if (step.do === 'add-tags') setTags(state, post, once([...present, ...names]))
    else
      setTags(
        state,
        post,
        present.filter(name => !names.includes(name)),
      )
  }
}

// A tag that a post just lost goes when no post has it and nothing leads to it.
function dropOrphans(before: State, state: State): State {
  const used = new Set(Object.values(state.posts).flat())
  const had = new Set(Object.values(before.posts).flat())
  const led = new Set(Object.values(state.aliases))
  state.tags = state.tags.filter(name => used.has(name) || led.has(name) || !had.has(name))
  return state
}
