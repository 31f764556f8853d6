import { z } from 'zod'
import { isTimeZone, languages, type SiteSettings } from './service.ts'

const MAX_CHARS = 100_000

const text = z.string().max(MAX_CHARS).optional().catch(undefined)

const Link = z.object({ label: z.string(), url: z.string().regex(/^(?:\/|https?:\/\/|mailto:)/u) })

const HeadTag = z.object({
  element: z.enum(['meta', 'link']),
  attributes: z.array(z.tuple([z.string(), z.string()])),
})

/** Settings as another blog said them; what cannot be one of ours is left out. */
export const SettingsContent = z.object({
  ...{ title: text, tagline: text, theme: text, footer: text, customCss: text },
  language: z.enum(languages).optional().catch(undefined),
  timeZone: z.string().refine(isTimeZone).optional().catch(undefined),
  postsPerPage: z.number().int().min(1).max(100).optional().catch(undefined),
  existingTagsOnly: z.boolean().optional().catch(undefined),
  navigation: z.array(Link).optional().catch(undefined),
  headTags: z.array(HeadTag).optional().catch(undefined),
} satisfies Partial<Record<keyof SiteSettings, z.ZodType>>)

/** The settings that make a blog what its readers see; whom else it lets in is no part of them. */
export function shownSettings(settings: SiteSettings): Partial<SiteSettings> {
  const names = Object.keys(SettingsContent.shape) as (keyof SiteSettings)[]
  return Object.fromEntries(names.map(name => [name, settings[name]]))
}
