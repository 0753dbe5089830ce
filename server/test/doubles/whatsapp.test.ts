import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWhatsAppDouble, type WhatsAppDouble } from './whatsapp.ts'

const back = 'https://shop.example.com/callback/whatsapp/'
const scopes = 'whatsapp_business_management,whatsapp_business_messaging,business_management'
const number = '106540352242922'
const account = '104000111222333'
const customer = '9647701112233'

let whatsapp: WhatsAppDouble

beforeEach(async () => {
  whatsapp = await startWhatsAppDouble({ now: () => Date.UTC(2026, 0, 31, 10) })
})

afterEach(() => whatsapp.close())

test('numbers are discovered through the businesses', async () => {
  const token = await login()
  const fields =
    'id,name,owned_whatsapp_business_accounts{id,name},client_whatsapp_business_accounts{id,name}'
  const { body } = await get(`/me/businesses?fields=${fields}`, token)
  expect(body.data).toEqual([
    {
      id: '300400500',
      name: 'Shop Ltd',
      owned_whatsapp_business_accounts: { data: [{ id: account, name: 'Shop on WhatsApp' }] },
      client_whatsapp_business_accounts: { data: [] },
    },
  ])
  const numbers = await get(
    `/${account}/phone_numbers?fields=id,display_phone_number,verified_name,name_status`,
    token,
  )
  expect(numbers.body.data).toEqual([
    { id: number, display_phone_number: '+964 770 123 4567', verified_name: 'Shop', name_status: 'APPROVED' },
  ])
  expect((await post(`/${account}/subscribed_apps`, token, {})).body).toEqual({ success: true })
  expect(whatsapp.account.subscribed).toEqual(new Set(['100200300']))
})

test('without business_management the accounts stand in the scopes of the token', async () => {
  const token = await login({ _scopes: 'whatsapp_business_management,whatsapp_business_messaging' })
  expect((await get('/me/businesses', token)).body.error.code).toBe(200)
  const { body } = await get(`/debug_token?input_token=${token}`, '100200300|meta-app-secret')
  expect(body.data.granular_scopes).toContainEqual({
    scope: 'whatsapp_business_messaging',
    target_ids: [account],
  })
})

test('what a person allows for WhatsApp adds to what he allowed for pages, and takes back only what was asked', async () => {
  const pages = await login({ scope: 'pages_show_list,pages_read_engagement', _pages: '2029384756' })
  const token = await login({ _scopes: 'whatsapp_business_management' })
  const { body } = await get('/me/permissions', pages)
  const told = body.data.map(({ permission, status }: Record<string, string>) => [permission, status])
  expect(Object.fromEntries(told)).toEqual({
    public_profile: 'granted',
    pages_show_list: 'granted',
    pages_read_engagement: 'granted',
    whatsapp_business_management: 'granted',
    whatsapp_business_messaging: 'declined',
    business_management: 'declined',
  })
  for (const one of [pages, token])
    expect((await get('/me/accounts?fields=id', one)).body.data).toEqual([{ id: '2029384756' }])
  expect((await get(`/${account}/phone_numbers`, token)).status).toBe(200)
})

test('a text is sent, and needs its product, its receiver and at most 4096 characters', async () => {
  const token = await login()
  const { status, body } = await send(token, { to: `+${customer}`, text: { body: 'Hello' } })
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input: `+${customer}`, wa_id: customer }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    },
  })
  expect(whatsapp.state.messages[0]).toMatchObject({ id: body.messages[0].id, to: customer })
  const wrong = [
    { text: { body: 'x' } },
    { to: customer, text: { body: 'x'.repeat(4097) } },
    { to: customer },
  ]
  for (const one of wrong) expect((await send(token, one)).body.error.code).toBe(100)
  expect((await send(token, { messaging_product: '', to: customer })).status).toBe(400)
})

test('outside the window of 24 hours only templates go out, until the customer writes', async () => {
  const token = await login()
  whatsapp.state.openWindows = new Set()
  const text = { to: customer, text: { body: 'Hello' } }
  expect(await send(token, text)).toMatchObject(refusal(400, 131047))
  expect((await send(token, template('hello_world', []))).status).toBe(200)
  whatsapp.inbound({ from: customer, body: 'Hi' })
  expect((await send(token, text)).status).toBe(200)
})

test('a template must exist in its language, be approved and get all its parameters', async () => {
  const token = await login()
  const sent = await send(token, template('order_ready', ['Sara']))
  expect(sent.body.messages[0].message_status).toBe('accepted')
  expect(await send(token, template('order_ready', []))).toMatchObject(refusal(400, 132000))
  expect(await send(token, template('order_lost', []))).toMatchObject(refusal(404, 132001))
  expect(await send(token, template('hello_world', [], 'ar'))).toMatchObject(refusal(404, 132001))
  const listed = await get(`/${account}/message_templates`, token)
  expect(listed.body.data[0]).toMatchObject({
    name: 'order_ready',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [{ type: 'BODY', text: expect.stringContaining('{{1}}') }],
  })
})

test('a number that is not registered, and limits, are refused with the codes of the platform', async () => {
  const token = await login()
  whatsapp.account.numbers[0]!.registered = false
  const text = { to: customer, text: { body: 'Hello' } }
  expect(await send(token, text)).toMatchObject(refusal(400, 133010))
  for (const code of [131037, 131026, 131049, 130429, 131056] as const) {
    whatsapp.fail(`whatsapp-${code}`)
    expect(await send(token, text)).toMatchObject(refusal(400, code))
  }
  expect(whatsapp.state.messages).toHaveLength(0)
})

test('a dead token is 401 here, a missing permission 403', async () => {
  const token = await login({ _scopes: 'whatsapp_business_management' })
  const text = { to: customer, text: { body: 'Hello' } }
  expect((await send(token, text)).status).toBe(403)
  whatsapp.removeApp('555')
  expect(await send(token, text)).toMatchObject({ status: 401, body: { error: { code: 190 } } })
})

test('media is uploaded, described, fetched with the token, and sent', async () => {
  const token = await login()
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new Blob([new Uint8Array([255, 216, 0, 1])], { type: 'image/jpeg' }), 'a.jpg')
  const headers = { authorization: `Bearer ${token}` }
  const url = `${whatsapp.env.META_GRAPH_URL}/${number}/media`
  const uploaded = await fetch(url, { method: 'POST', headers, body: form })
  const { id } = (await uploaded.json()) as { id: string }
  const { body } = await get(`/${id}`, token)
  expect(body).toMatchObject({ mime_type: 'image/jpeg', file_size: 4, messaging_product: 'whatsapp' })
  expect(new Uint8Array(await (await fetch(body.url, { headers })).arrayBuffer())).toEqual(
    new Uint8Array([255, 216, 0, 1]),
  )
  expect((await fetch(body.url)).status).toBe(400)
  expect((await send(token, { to: customer, type: 'image', image: { id } })).status).toBe(200)
  expect((await send(token, { to: customer, type: 'image', image: { id: '1' } })).status).toBe(400)
})

test('webhooks carry the signature over their bytes, also as duplicates, altered, and in a burst', async () => {
  const got: { raw: string; right: boolean }[] = []
  const receiver = createServer(async (request, response) => {
    const raw = Buffer.concat(await request.toArray()).toString()
    const proof = createHmac('sha256', 'meta-app-secret').update(raw).digest('hex')
    got.push({ raw, right: request.headers['x-hub-signature-256'] === `sha256=${proof}` })
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  whatsapp.webhooks.target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const inbound = whatsapp.inbound({ from: customer, body: 'Hi', id: 'wamid.1' })
  await whatsapp.webhooks.send(inbound)
  await whatsapp.webhooks.replay()
  await whatsapp.webhooks.send(inbound, { alter: (raw) => raw.replace('Hi', 'Ho') })
  await whatsapp.webhooks.send(inbound, { secret: 'wrong' })
  await whatsapp.webhooks.burst([1, 2, 3].map((at) => whatsapp.inbound({ from: customer, body: String(at) })))
  receiver.close()
  expect(got.map(({ right }) => right)).toEqual([true, true, false, false, true, true, true])
  const value = JSON.parse(got[0]!.raw).entry[0].changes[0].value
  expect(value.metadata.phone_number_id).toBe(number)
  expect(value.messages[0]).toMatchObject({ from: customer, id: 'wamid.1', text: { body: 'Hi' } })
  const ids = got.slice(4).map(({ raw }) => JSON.parse(raw).entry[0].changes[0].value.messages[0].id)
  expect(new Set(ids).size).toBe(3)
})

test('a failed delivery tells why', () => {
  const event = whatsapp.status({ id: 'wamid.9', to: customer, status: 'failed', error: 131026 })
  expect(event).toMatchObject({
    entry: [
      {
        id: account,
        changes: [{ value: { statuses: [{ id: 'wamid.9', status: 'failed', errors: [{ code: 131026 }] }] } }],
      },
    ],
  })
})

const refusal = (status: number, code: number) => ({
  status,
  body: { error: { code, error_data: { messaging_product: 'whatsapp', details: expect.any(String) } } },
})

const template = (name: string, values: string[], language = 'en_US') => ({
  to: customer,
  type: 'template',
  template: {
    name,
    language: { code: language },
    components: [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }],
  },
})

async function login(changes: Record<string, string> = {}): Promise<string> {
  const client = { client_id: '100200300', redirect_uri: back }
  const query = new URLSearchParams({
    ...client,
    state: 'st',
    response_type: 'code',
    scope: scopes,
    ...changes,
  })
  const base = whatsapp.env.META_OAUTH_URL
  const location = (await fetch(`${base}/dialog/oauth?${query}`, { redirect: 'manual' })).headers.get(
    'location',
  )
  const code = new URL(location!).searchParams.get('code')!
  const exchange = new URLSearchParams({ ...client, client_secret: 'meta-app-secret', code })
  return (await get(`/oauth/access_token?${exchange}`, null)).body.access_token
}

const send = (token: string, body: object) =>
  post(`/${number}/messages`, token, { messaging_product: 'whatsapp', ...body })

const get = (path: string, token: string | null) => call(path, token)

const post = (path: string, token: string, body: object) =>
  call(path, token, { method: 'POST', body: JSON.stringify(body) })

async function call(path: string, token: string | null, init: RequestInit = {}) {
  const headers = {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
  const response = await fetch(`${whatsapp.env.META_GRAPH_URL}${path}`, { ...init, headers })
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what is answered
  const body: any = await response.json()
  return { status: response.status, body }
}
