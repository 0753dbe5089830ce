import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from './sandbox.ts'

const back = 'https://shop.example.com/callback/meta/'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ meta: 0, tiktok: 0, linkedin: 0, x: 0, pinterest: 0 })
})

afterAll(() => sandbox.close())

test('every platform has its client and its addresses in the environment', () => {
  const names = ['META', 'WHATSAPP', 'TIKTOK', 'LINKEDIN', 'TWITTER', 'PINTEREST']
  for (const name of names) {
    expect(sandbox.env[`${name}_CLIENT_ID`]).toBeTruthy()
    expect(sandbox.env[`${name}_CLIENT_SECRET`]).toBeTruthy()
  }
  for (const name of ['META', 'TIKTOK', 'LINKEDIN', 'TWITTER', 'PINTEREST'])
    expect(sandbox.env[`${name}_OAUTH_URL`]).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
  expect(sandbox.env.META_GRAPH_URL).toMatch(/\/v25\.0$/)
})

test('a consent page waits for a click, which decides about scopes and pages', async () => {
  const query = new URLSearchParams({
    client_id: sandbox.env.META_CLIENT_ID!,
    redirect_uri: back,
    state: '"><script>',
    scope: 'pages_show_list,read_insights',
  })
  const address = `${sandbox.env.META_OAUTH_URL}/dialog/oauth?${query}`
  const page = await fetch(address, { redirect: 'manual' })
  const html = await page.text()
  expect(page.status).toBe(200)
  expect(html).toContain('name="_scopes" value="read_insights"')
  expect(html).toContain('My Second Page')
  expect(html).not.toContain('<script>')
  const clicked = `${address}&_decision=consent&_scopes=pages_show_list&_pages=1029384756&_pages=2029384756`
  const location = new URL((await fetch(clicked, { redirect: 'manual' })).headers.get('location')!)
  expect(location.searchParams.get('state')).toBe('"><script>')
  const exchange = new URLSearchParams({
    client_id: sandbox.env.META_CLIENT_ID!,
    client_secret: sandbox.env.META_CLIENT_SECRET!,
    redirect_uri: back,
    code: location.searchParams.get('code')!,
  })
  const tokens = await fetch(`${sandbox.env.META_GRAPH_URL}/oauth/access_token?${exchange}`)
  const { access_token } = (await tokens.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  const read = async (path: string) =>
    (await (await fetch(`${sandbox.env.META_GRAPH_URL}${path}`, { headers })).json()) as { data: object[] }
  expect((await read('/me/accounts?fields=id')).data).toHaveLength(2)
  expect((await read('/me/permissions')).data).toContainEqual({
    permission: 'read_insights',
    status: 'declined',
  })
})

test('a cancelled consent goes back without a code', async () => {
  const query = new URLSearchParams({
    client_id: sandbox.env.LINKEDIN_CLIENT_ID!,
    redirect_uri: back,
    state: 'st',
    scope: 'openid',
    response_type: 'code',
    _decision: 'deny',
  })
  const address = `${sandbox.env.LINKEDIN_OAUTH_URL}/oauth/v2/authorization?${query}`
  const location = new URL((await fetch(address, { redirect: 'manual' })).headers.get('location')!)
  expect(location.searchParams.get('error')).toBe('user_cancelled_authorize')
})
