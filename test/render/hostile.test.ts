import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/render/pipeline.ts'

const run = 'alert(1)'
const PAYLOADS = [
  `<script>${run}</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<scr<script>ipt>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `<img src=x onerror\n=\n${run}>`,
  `<img/src="x"/onerror=${run}>`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><a xlink:href="javascript:${run}"><text>x</text></a></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<math><mtext><img src=x onerror=${run}></mtext></math>`,
  `<math><a xlink:href="javascript:${run}">x</a></math>`,
  `<math><mi//xlink:href="data:x,<script>${run}</script>">`,
  `<body onload=${run}>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<iframe srcdoc="<script>${run}</script>"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<embed src="javascript:${run}">`,
  `<form action="javascript:${run}"><button>x`,
  `<button formaction="javascript:${run}">x</button>`,
  `<input onfocus=${run} autofocus>`,
  `<select onfocus=${run} autofocus>`,
  `<textarea onfocus=${run} autofocus>`,
  `<details open ontoggle=${run}>`,
  `<video><source onerror="${run}"></video>`,
  `<video poster="javascript:${run}" src=x>`,
  `<audio src=x onerror=${run}>`,
  `<marquee onstart=${run}>`,
  `<a href="javascript:${run}">x</a>`,
  `<a href="JaVaScRiPt:${run}">x</a>`,
  `<a href="java\tscript:${run}">x</a>`,
  `<a href="&#106;avascript:${run}">x</a>`,
  `<a href="\u0001javascript:${run}">x</a>`,
  `<a href="vbscript:x">x</a>`,
  `<a href="data:text/html,<script>${run}</script>">x</a>`,
  `[x](javascript:${run})`,
  `[x](<java&#x0a;script:${run}>)`,
  `![x](javascript:${run})`,
  `![x" onerror="${run}](y)`,
  `[x]: javascript:${run}\n\n[x]`,
  `<javascript:${run}>`,
  `<style>@import 'javascript:${run}'</style>`,
  `<p style="background:url(javascript:${run})">x</p>`,
  `<link rel=stylesheet href="javascript:${run}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<base href="javascript:${run}//">`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<template><img src=x onerror=${run}></template>`,
  `<title><img src=x onerror=${run}></title>`,
  `<xmp><img src=x onerror=${run}></xmp>`,
  `<table><td background="javascript:${run}">x`,
  `<p id=x tabindex=1 onfocus=${run}>`,
  '```"><script>alert(1)</script>\nx\n```',
  `$\\href{javascript:${run}}{x}$`,
  `$\\text{<img src=x onerror=${run}>}$`,
  `$\\htmlStyle{color:red}{x}$`,
  `<code class="math-inline">\\href{javascript:${run}}{x}</code>`,
  `x[^<img src=x onerror=${run}>]\n\n[^<img src=x onerror=${run}>]: y`,
  `# <img src=x onerror=${run}>`,
  `> [!NOTE]\n> <img src=x onerror=${run}>`,
  `<!-- more --><script>${run}</script>`,
  `<!--><script>${run}</script>-->`,
  `<![CDATA[<script>${run}</script>]]>`,
  `<?x <script>${run}</script> ?>`,
]
const WORDS = new Set(['alt', 'aria-label', 'class', 'id', 'title'])

test.each(PAYLOADS)('%j runs nothing', payload => {
  const { html, excerptHtml } = renderMarkdown(payload, { excerpt: payload, toc: true })
  for (const output of [html, excerptHtml]) {
    const $ = load(output, {}, false)
    expect(
      $(
        'script, style, iframe, object, embed, form, button, svg, link, meta, base, template, select, textarea',
      ).length,
    ).toBe(0)
    for (const [name, value] of $('*')
      .toArray()
      .flatMap(node => Object.entries($(node).attr() ?? {}))) {
      expect(name).not.toMatch(/^on|^style$|^srcdoc$|^formaction$|^xlink/iu)
      const isText = WORDS.has(name)
      if (!isText)
        expect(value.replace(/[\s\p{Cc}]/gu, '')).not.toMatch(/^(?:javascript|vbscript|data):/iu)
    }
  }
})

test('no id or name stands for one of the page', () => {
  const { html } = renderMarkdown('<a name="cookie" id="body">x</a>\n\n# createElement')
  const $ = load(html, {}, false)
  expect($('a[name]').attr('name')).toBe('user-content-cookie')
  expect($('h1').attr('id')).toBe('user-content-createelement')
})
