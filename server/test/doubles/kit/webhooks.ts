/** One signed message to the application under test. */
export interface Delivery {
  raw: string
  headers: Record<string, string>
}

interface Reply {
  status: number
  text: string
}

export interface SendOptions {
  /** Signs with this instead of the secret of the application; null sends no signature at all. */
  secret?: string | null
  /** Changes the bytes after they were signed. */
  alter?: (raw: string) => string
  /** Unix seconds of the signature, where it carries a time. */
  at?: number
}

export interface Webhooks {
  /** Where they go: the full address at the application under test. */
  target: string
  sent: Delivery[]
  /** An object is sent as JSON; a string as it is, signed all the same. */
  send(payload: unknown, options?: SendOptions): Promise<Reply>
  /** Sends an earlier delivery again, byte for byte: the newest unless told. */
  replay(delivery?: Delivery): Promise<Reply>
  /** All at once, each on its own connection; replies in the order of the payloads. */
  burst(payloads: unknown[]): Promise<Reply[]>
}

interface Signer {
  secret: () => string
  /** The headers that prove the raw bytes. */
  sign(raw: string, secret: string, at?: number): Record<string, string>
}

export function startWebhooks({ secret, sign }: Signer): Webhooks {
  const prepare = (payload: unknown, options: SendOptions = {}): Delivery => {
    const raw = typeof payload === 'string' ? payload : JSON.stringify(payload)
    const key = options.secret === undefined ? secret() : options.secret
    const proof = key === null ? {} : sign(raw, key, options.at)
    return {
      raw: options.alter?.(raw) ?? raw,
      headers: { 'content-type': 'application/json', ...proof },
    }
  }
  const post = async (delivery: Delivery): Promise<Reply> => {
    webhooks.sent.push(delivery)
    const response = await fetch(webhooks.target, {
      method: 'POST',
      headers: delivery.headers,
      body: delivery.raw,
    })
    return { status: response.status, text: await response.text() }
  }
  const webhooks: Webhooks = {
    target: '',
    sent: [],
    send: (payload, options) => post(prepare(payload, options)),
    async replay(delivery = webhooks.sent.at(-1)) {
      if (!delivery) throw new Error('Nothing was sent yet')
      return await post(delivery)
    },
    burst: (payloads) => Promise.all(payloads.map((payload) => post(prepare(payload)))),
  }
  return webhooks
}
