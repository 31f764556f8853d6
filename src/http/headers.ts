import { randomBytes } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'

/** The security headers of every answer. No inline script, no inline style, nothing from elsewhere but images and media. */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'https:', 'data:'],
        mediaSrc: ["'self'", 'https:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // helmet's default makes Chromium send `Origin: null` with forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
  })
}

/** Lets this one answer hold style elements with a nonce, and gives it; for pages that no cache keeps. */
export function allowOwnStyles(res: Response): string {
  const nonce = randomBytes(16).toString('base64')
  const policy = String(res.getHeader('Content-Security-Policy'))
  const allowed = policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`)
  res.setHeader('Content-Security-Policy', allowed)
  return nonce
}
