import type { Answer } from './http.ts'

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

const style = `
:root{color-scheme:light dark;--line:light-dark(#d4d9df,#3b424b);--card:light-dark(#fff,#1d2126);--accent:light-dark(#1c5fd1,#7fb0ff)}
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:light-dark(#eef1f4,#14171a);color:light-dark(#1b1f24,#e8eaed)}
.band{background:repeating-linear-gradient(135deg,#ffcf3f 0 18px,#f3b700 18px 36px);color:#241a00;text-align:center;padding:.45rem 1rem;font-weight:700}
main{max-width:38rem;margin:1.5rem auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:12px;box-sizing:border-box}
h1{font-size:1.35rem;margin:0 0 .75rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
fieldset{border:1px solid var(--line);border-radius:8px;margin:1rem 0;padding:.5rem 1rem}legend{padding:0 .4rem;font-weight:600}
label{display:flex;gap:.6rem;align-items:baseline;padding:.25rem 0;overflow-wrap:anywhere}
button{font:inherit;padding:.5rem .9rem;margin:.2rem .3rem .2rem 0;border-radius:8px;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer}
button:hover{border-color:var(--accent)}button.main{background:#1c5fd1;border-color:#1c5fd1;color:#fff}
button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ol{list-style:none;margin:0;padding:0;font-size:.92rem}ol li{padding:.3rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
time{opacity:.7;margin-inline-end:.6rem;font-variant-numeric:tabular-nums}.muted{opacity:.75}`

/** A page of the sandbox, which says so. `title` is text, `body` HTML. */
export function sandboxPage(title: string, body: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sandbox: ${escaped(title)}</title>
<style>${style}</style></head><body><div class="band">SANDBOX &middot; nothing here leaves this machine</div>
<main><h1>${escaped(title)}</h1>${body}</main></body></html>`,
  }
}
