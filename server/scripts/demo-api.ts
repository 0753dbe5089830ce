// biome-ignore lint/suspicious/noExplicitAny: answers of several endpoints
type Answer = any

/** Says why the demo cannot go on and ends it. */
export function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

export interface DemoApi {
  /** Sends JSON, or a form as it is; a refusal ends the demo. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** The same, but a refusal (of 400 or more) gives null. */
  attempt(method: string, path: string, body?: unknown): Promise<Answer | null>
  /** The entries of a list that have these values of `key`, made where they are missing, in the order given. */
  ensure(path: string, key: string, entries: Record<string, unknown>[]): Promise<Answer[]>
}

/** Speaks to the server at `base`, which has no final slash; without a token as nobody. */
export function demoApi(base: string, token = ''): DemoApi {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const form = body instanceof FormData
    const headers = {
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const content = body === undefined ? {} : { body: form ? body : JSON.stringify(body) }
    return fetch(base + path, { method, headers, ...content }).catch(() =>
      fail(`No server answers at ${base}. Start it with "npm start", or pass --url.`),
    )
  }
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await send(method, path, body)
    const answer = await response.json()
    if (!response.ok) fail(`${method} ${path} was refused (${response.status}): ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    call,
    async attempt(method, path, body) {
      const response = await send(method, path, body)
      const answer = await response.json().catch(() => null)
      return response.ok ? answer : null
    },
    async ensure(path, key, entries) {
      const answer = await call('GET', path)
      const present: Answer[] = Array.isArray(answer)
        ? answer
        : (Object.values(answer).find(Array.isArray) ?? [])
      const found: Answer[] = []
      for (const entry of entries) {
        found.push(present.find((one) => one[key] === entry[key]) ?? (await call('POST', path, entry)))
      }
      return found
    },
  }
}

/** Asks again every 300 ms until `ask` gives something; null after `seconds`. */
export async function until<T>(seconds: number, ask: () => Promise<T | null>): Promise<T | null> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    const found = await ask()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return null
}
