import { type Call, startPlatform } from '../kit/http.ts'
import { escaped, sandboxPage } from '../kit/page.ts'
import type { Happening, Happenings } from './happenings.ts'

export interface Control {
  url: string
  /** Lets happen what goes on by itself, and one comment or message if that is wanted and due. */
  look(): Promise<void>
  close(): Promise<void>
}

const lines = 15
const everyMs = 20_000

/** A page with buttons by which things happen in the sandbox, and a list of what happened. */
export async function startControl(happenings: Happenings, port: number): Promise<Control> {
  const log: { at: string; text: string }[] = []
  let isLively = true
  let dueAt = Date.now() + everyMs
  const note = (text: string) => {
    log.unshift({ at: new Date().toTimeString().slice(0, 8), text })
    log.splice(lines)
  }
  const press = (name: string) => {
    if (name === 'lively') isLively = !isLively
    else
      happenings.all
        .find((one) => one.name === name)
        ?.run()
        .then(note, (error) => note(`It did not work: ${error}`))
  }
  const list = () =>
    log.map(({ at, text }) => `<li><time>${at}</time><bdi dir="ltr">${escaped(text)}</bdi></li>`).join('')

  const server = await startPlatform(({ method, path, body }: Call) => {
    if (method === 'POST') {
      press(String(body.do))
      return { status: 303, headers: { location: '/' } }
    }
    if (path === '/log')
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: list() }
    return sandboxPage('What happens on the platforms', pageBody(happenings.all, isLively, list()))
  }, port)
  return {
    url: server.url,
    async look() {
      for (const line of await happenings.proceed()) note(line)
      if (!isLively || Date.now() < dueAt) return
      dueAt = Date.now() + everyMs
      const line = await happenings.next()
      if (line) note(line)
    },
    close: server.close,
  }
}

function pageBody(all: readonly Happening[], isLively: boolean, list: string): string {
  const platforms = [...new Set(all.map(({ platform }) => platform))]
  const buttons = (platform: string) =>
    all
      .filter((one) => one.platform === platform)
      .map(({ name, label }) => `<button name="do" value="${name}">${escaped(label)}</button>`)
      .join('')
  return `<form method="post">
<p>Every 20 seconds somebody comments or writes, once a page or a number is connected.
<button name="do" value="lively">${isLively ? 'Stop that' : 'Start that again'}</button></p>
${platforms.map((platform) => `<h2>${escaped(platform)}</h2>${buttons(platform)}`).join('')}</form>
<h2>What happened</h2><ol aria-live="polite">${list}</ol>
<script>setInterval(async () => {
  const text = await fetch('/log').then((answer) => answer.text()).catch(() => null)
  const list = document.querySelector('ol')
  if (text !== null && list.dataset.text !== text) { list.innerHTML = text; list.dataset.text = text }
}, 1500)</script>`
}
