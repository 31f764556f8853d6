import { orNotFound } from '../http/errors.ts'

/** The paths of what readers see; slugs may hold letters of any script. */
export const postPath = (slug: string): string => `/posts/${encodeURIComponent(slug)}`
export const pagePath = (slug: string): string => `/pages/${encodeURIComponent(slug)}`
export const tagPath = (slug: string): string => `/tags/${encodeURIComponent(slug)}`
export const categoryPath = (slug: string): string => `/categories/${encodeURIComponent(slug)}`
export const seriesPath = (slug: string): string => `/series/${encodeURIComponent(slug)}`
export const authorPath = (username: string): string => `/authors/${encodeURIComponent(username)}`

/** The page of one month: `/archive/2026/03`. */
export function monthPath({ year, month }: { year: number; month: number }): string {
  return `/archive/${String(year).padStart(4, '0')}/${String(month).padStart(2, '0')}`
}

/** A part of an address as text, or 404: PostgreSQL refuses a NUL, so nothing can be there. */
export function readPart(part: unknown): string {
  return orNotFound(typeof part === 'string' && !part.includes('\0') ? part : null)
}
