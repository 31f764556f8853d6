import { expect, test } from 'vitest'
import express from 'express'
import { keep, listKeptRoutes } from '../../../src/http/page-cache/keep.ts'
import { keyOf } from '../../../src/http/page-cache/key.ts'

const app = express()
const feature = express.Router()
feature.get('/tags', keep('page'), (_req, res) => void res.end())
feature.get(['/tags/:slug/feed.xml', '/feed.xml'], keep(), (_req, res) => void res.end())
feature.get('/search', (_req, res) => void res.end())
feature.get('/sitemap-:number.xml', keep('b', 'a'), (_req, res) => void res.end())
app.use(feature)
const routes = listKeptRoutes(app)

test.each([
  ['/tags', '/tags'],
  ['/tags?', '/tags'],
  ['/tags?utm_source=x&fbclid=y', '/tags'],
  ['/tags?utm=x&page=2', '/tags?page=2'],
  ['/tags?p%61ge=2', '/tags?page=2'],
  ['/tags?page=2&page=3', '/tags?page=2&page=3'],
  ['/tags?page=', '/tags?page='],
  ['/tags?page[]=2', '/tags'],
  ['/tags/a%2Fb/feed.xml?page=2', '/tags/a%2Fb/feed.xml'],
  ['/feed.xml', '/feed.xml'],
  ['/sitemap-3.xml?a=1&b=2', '/sitemap-3.xml?b=2&a=1'],
  ['/tags?__proto__=1&constructor=2', '/tags'],
])('%s is kept as %s', (url, name) => {
  expect(keyOf(url, routes)?.name).toBe(name)
})

test.each(['/', '/search', '/search?q=a', '/Tags', '/tags/', '//tags', '/sitemapx3.xml', '*', ''])(
  '%j is not kept',
  url => {
    expect(keyOf(url, routes)).toBeNull()
  },
)
