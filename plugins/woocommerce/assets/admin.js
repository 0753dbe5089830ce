// Connection test, progress of the bulk sync, and sending single posts. Texts and nonce come from wp_localize_script.
;(() => {
  const { url, nonce, texts } = window.tradepostSync
  const pollEveryMs = 2000
  const byId = (id) => document.getElementById(id)

  /** Calls admin-ajax.php; resolves to `{ok, data}`, with a text of our own when the site does not answer. */
  async function call(action, fields = {}) {
    const body = new URLSearchParams({ action: `tradepost_sync_${action}`, _ajax_nonce: nonce, ...fields })
    try {
      const answer = await (await fetch(url, { method: 'POST', credentials: 'same-origin', body })).json()
      if (answer?.data) return { ok: answer.success === true, data: answer.data }
    } catch {
      // Falls through: a site that is down and an answer that is no JSON look alike to the reader.
    }
    return { ok: false, data: { text: texts.failed } }
  }

  function fill(text, values) {
    return values.reduce((filled, value, i) => filled.replace(`%${i + 1}$s`, String(value)), text)
  }

  function listenToTest() {
    const button = byId('tradepost-sync-test')
    const result = byId('tradepost-sync-test-result')
    button?.addEventListener('click', async () => {
      button.disabled = true
      result.className = ''
      result.textContent = texts.wait
      const { ok, data } = await call('test', {
        server_url: byId('tradepost-sync-url').value,
        token: byId('tradepost-sync-token').value,
      })
      result.className = ok ? 'is-good' : 'is-bad'
      result.textContent = data.text
      button.disabled = false
    })
  }

  function listenToBulk() {
    const panel = byId('tradepost-sync-bulk')
    if (!panel) return
    const start = byId('tradepost-sync-start')
    const cancel = byId('tradepost-sync-cancel')

    function show(data) {
      panel.hidden = false
      panel.querySelector('progress').value = data.percent
      const line = fill(texts.progress, [data.done, data.total, data.failed])
      byId('tradepost-sync-progress').textContent = data.held ? `${line} ${data.held}` : line
      byId('tradepost-sync-errors').replaceChildren(
        ...data.errors.map((text) =>
          Object.assign(document.createElement('li'), { textContent: text, dir: 'auto' }),
        ),
      )
      byId('tradepost-sync-counts').textContent = data.counts
      start.disabled = data.running
      cancel.hidden = !data.running
    }

    async function poll(action) {
      const { ok, data } = await call(action)
      if (ok) show(data)
      else byId('tradepost-sync-progress').textContent = data.text
      if (!ok || data.running) setTimeout(poll, pollEveryMs, 'bulk_status')
    }

    start.addEventListener('click', () => {
      start.disabled = true
      poll('bulk_start')
    })
    cancel.addEventListener('click', async () => {
      const { ok, data } = await call('bulk_cancel')
      if (ok) show(data)
    })
    byId('tradepost-sync-retry').addEventListener('click', () => poll('retry_failed'))
    if (panel.dataset.running) poll('bulk_status')
  }

  function listenToSend() {
    document.addEventListener('click', async (event) => {
      const button = event.target.closest?.('.tradepost-sync-send')
      if (!button) return
      event.preventDefault()
      button.disabled = true
      button.textContent = texts.wait
      const { ok, data } = await call('send', { post: button.dataset.post })
      button.classList.add(ok ? 'is-good' : 'is-bad')
      button.textContent = data.text
      button.disabled = false
    })
  }

  listenToTest()
  listenToBulk()
  listenToSend()
})()
