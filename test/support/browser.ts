import { existsSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'
import type {} from './prepared.ts'
import { openSite, type Site, type SiteOptions } from './site.ts'

export type BrowserSite = Omit<Site, 'page'> & {
  page: Page
  /** One more window with cookies of its own: another person, another screen. */
  openPage: (window?: BrowserContextOptions) => Promise<Page>
}

export type BrowserSiteOptions = SiteOptions & { window?: BrowserContextOptions }

/** A site and a real browser's page on it; `page.goto('/tags')` leads to the site. Both go away when the test ends. */
export async function openBrowserSite(options: BrowserSiteOptions = {}): Promise<BrowserSite> {
  const site = await openSite(options)
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const openPage = async (window: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ baseURL: site.url, ...options.window, ...window })
    context.setDefaultTimeout(15_000)
    return watchPolicy(await context.newPage())
  }
  return { ...site, openPage, page: await openPage() }
}

/** Signs in through the form, as a person would. */
export async function signInBrowser(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Fails with what axe finds on the page as it is now, each with the elements meant (WCAG 2.2 A and AA, and good practice). */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await checker.run()
    return violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      elements: nodes.map(node => `${node.html} ${node.failureSummary ?? ''}`),
    }))
  })
  expect(found, `axe on ${page.url()}`).toEqual([])
}

/** Fails if, on any page of this window, the security policy refused something, a script broke, or a file was missing. */
export function assertNoPolicyViolations(page: Page): void {
  expect(violations.get(page) ?? []).toEqual([])
}

/** Fails if the page can be scrolled sideways at its present width. */
export async function assertNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(beyond, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0)
}

/**
 * Goes through the page by Tab. Fails where the first stop does not lead past the navigation, a stop
 * cannot be seen, stands before the one that came before it, or lets nobody out.
 */
export async function assertKeyboard(page: Page): Promise<void> {
  const wrong: string[] = []
  const most = await page.evaluate<number>('document.querySelectorAll("*").length')
  // What begins in a form, or has no navigation, needs no way past it.
  const needsWay = await page.evaluate<boolean>(
    `window.stops = [], document.activeElement === document.body && !!document.querySelector('nav')`,
  )
  for (let presses = 0; presses <= most; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | null>(READ_STOP)
    if (stop === null) {
      expect(wrong, `by keyboard on ${page.url()}`).toEqual([])
      return
    }
    const isWay = presses > 0 || !needsWay || stop.leadsToMain
    wrong.push(...faultsOfStop({ ...stop, isWay }))
    // In the editor, Tab belongs to lists; Escape gives it back.
    if (stop.isEditor) await page.keyboard.press('Escape')
  }
  expect.fail(`the keyboard cannot leave ${page.url()}`)
}

type Stop = Record<'leadsToMain' | 'isSeen' | 'isInOrder' | 'isEditor', boolean> & { html: string }

const faultsOfStop = ({ html, isSeen, isInOrder, isWay }: Stop & { isWay: boolean }): string[] => [
  ...(isWay ? [] : [`no way past the navigation: ${html}`]),
  ...(isSeen ? [] : [`not to be seen: ${html}`]),
  ...(isInOrder ? [] : [`out of order: ${html}`]),
]

// Runs in the page; null when the focus has gone round.
const READ_STOP = `(() => {
  const found = document.activeElement
  if (!found || found === document.body || found === window.stops[0]) return null
  const before = window.stops.at(-1)
  window.stops.push(found)
  const isMarked = element => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  }
  const isEditor = found.classList.contains('cm-content')
  const around = [found, found.parentElement, ...(found.labels ?? []), ...found.children]
  return {
    html: found.outerHTML.slice(0, 120),
    leadsToMain: (found.getAttribute('href') ?? '').startsWith('#'),
    // A text shows its caret, a date its part.
    isSeen: isEditor || found === before ||
      (found.getBoundingClientRect().width > 0 && around.some(isMarked)),
    isInOrder: !before || !(found.compareDocumentPosition(before) & 4),
    isEditor,
  }
})()`

const violations = new WeakMap<Page, string[]>()

const PARTS = ['stylesheet', 'script', 'image', 'font', 'media']

// The browser reports each refusal on the console, and each error of a script as `pageerror`.
function watchPolicy(page: Page): Page {
  const seen: string[] = []
  violations.set(page, seen)
  page.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy/i.test(message.text())) {
      seen.push(`${page.url()}: ${message.text()}`)
    }
  })
  page.on('response', response => {
    const kind = response.request().resourceType()
    if (response.status() >= 400 && PARTS.includes(kind)) {
      seen.push(`${response.url()}: ${response.status()}`)
    }
  })
  page.on('pageerror', error => seen.push(`${page.url()}: ${error.message}`))
  return page
}

// Without `--no-sandbox` Chromium refuses to start as root, as in most containers.
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-pings']

function launchBrowser(): Promise<Browser> {
  const home = inject('chromium')
  if (home === '') return chromium.launch({ channel: 'chrome', args: ARGS })
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--no-zygote', ...ARGS],
    env: { ...environment(), LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), ...fonts(home) },
  })
}

// A bare system has no fonts at all; then the package's own are better than none.
function fonts(home: string): Record<string, string> {
  return existsSync('/usr/share/fonts') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') }
}

const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
