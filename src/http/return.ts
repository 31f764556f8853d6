import type { Request } from 'express'

/** Where the form itself says to go on to, if that is a path of the admin. */
export function returnTo(req: Request): string | null {
  const given = ((req.body ?? {}) as Record<string, unknown>)['returnTo']
  return typeof given === 'string' && /^\/admin\/[\w/?=&%.+#-]*$/.test(given) ? given : null
}

/** As `returnTo`, else the list that the form was sent from, else `otherwise`. */
export function backTo(req: Request, otherwise: string): string {
  return returnTo(req) ?? listBefore(req) ?? otherwise
}

// The page of a single thing may be gone after the change; a list is not.
function listBefore(req: Request): string | null {
  const referrer = req.get('referer') ?? ''
  if (!URL.canParse(referrer)) return null
  const { host, pathname, search } = new URL(referrer)
  return host === req.get('host') && /^\/admin\/[a-z]+$/.test(pathname)
    ? `${pathname}${search}`
    : null
}
