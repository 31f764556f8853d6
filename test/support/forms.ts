import { load } from 'cheerio'
import type { Agent, Page } from './site.ts'

/** Sends a form as a browser does. */
export async function sendForm(
  agent: Agent,
  path: string,
  fields: Record<string, string | string[]> = {},
): Promise<Page> {
  const { status, headers, text } = await agent.post(path).type('form').send(encode(fields))
  return { status, headers: headers, text, $: load(text) }
}

/** What the fields of a form on a page hold, as they would be sent; without its buttons. */
export function readFields({ $ }: Pick<Page, '$'>, form: string): Record<string, string> {
  const entries = $(`${form} [name]`)
    .toArray()
    .filter(
      field => !$(field).is('button, [type=checkbox]:not(:checked), [type=radio]:not(:checked)'),
    )
    .map(field => [$(field).attr('name') ?? '', String($(field).val() ?? '').replace(/^\n/, '')])
  return Object.fromEntries(entries) as Record<string, string>
}

function encode(fields: Record<string, string | string[]>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map(each => [name, each] as [string, string]),
  )
  return new URLSearchParams(pairs).toString()
}
