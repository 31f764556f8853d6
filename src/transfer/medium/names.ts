/** True for the name of a post in an export of Medium. */
export const isMediumName = (name: string): boolean =>
  /(?:^|\/)posts\/(?:draft_|\d{4}-\d\d-\d\d_)[^/]*\.html$/iu.test(name)
