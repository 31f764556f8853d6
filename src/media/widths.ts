import { basename, extname } from 'node:path'
import { IMAGE_TYPES } from './kinds.ts'

type Sized = { type: string; width: number }

const WIDTHS = [480, 960, 1600]

/** The widths in which an image gets smaller copies, whether they stand already or not. */
export function plannedWidths({ type, width }: Sized): number[] {
  return IMAGE_TYPES.includes(type) ? WIDTHS.filter(planned => planned < width) : []
}

/** The widths in which copies stand. */
export const readWidths = ({ widths }: { widths: string }): number[] =>
  widths.split(' ').filter(Boolean).map(Number)

/** The name of a copy in the storage. */
export function copyName(path: string, width: number): string {
  return `${basename(path, extname(path))}-${width}.webp`
}

/** The address of a copy. */
export const copyPath = (path: string, width: number): string => `/media/${copyName(path, width)}`
