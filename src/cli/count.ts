/** A number with its English noun: `1 post`, `2 posts`. */
export const count = (number: number, thing: string): string =>
  `${number} ${thing}${number === 1 ? '' : 's'}`
