import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LinkedInDouble, startLinkedInDouble } from './linkedin.ts'

const back = 'https://shop.example.com/callback/linkedin/'
const member = 'openid profile email w_member_social'
const company = `${member} r_organization_social w_organization_social`
const person = 'urn:li:person:saraSUB'
const organization = 'urn:li:organization:5515715'
const versions = { 'linkedin-version': '202512', 'x-restli-protocol-version': '2.0.0' }

let linkedin: LinkedInDouble

beforeEach(async () => {
  linkedin = await startLinkedInDouble({ now: () => Date.UTC(2026, 0, 31, 10) })
})

afterEach(() => linkedin.close())

test('a consent leads back with a code; declining and scopes that are not approved with an error', async () => {
  const location = await consent()
  expect(location.searchParams.get('state')).toBe('st')
  expect(location.searchParams.get('code')).toBeTruthy()
  linkedin.state.denial = 'user_cancelled_login'
  expect((await consent({ _decision: 'deny' })).searchParams.get('error')).toBe('user_cancelled_login')
  linkedin.state.approvedScopes = member.split(' ')
  const refused = await consent({ scope: company })
  expect(refused.searchParams.get('error')).toBe('unauthorized_scope_error')
})

test('a code is good once, for half an hour, and brings no refresh token', async () => {
  const value = await code()
  const { body } = await exchange(value)
  expect(body).toEqual({
    access_token: expect.any(String),
    expires_in: 5_184_000,
    scope: 'openid,profile,email,w_member_social',
    token_type: 'Bearer',
  })
  const refused = { status: 400, body: { error: 'invalid_request' } }
  expect(await exchange(value)).toMatchObject(refused)
  expect(await exchange(await code(), { redirect_uri: `${back}x` })).toMatchObject(refused)
  expect(await exchange(await code(), { client_secret: 'wrong' })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  const late = await code()
  linkedin.advance(1801)
  expect(await exchange(late)).toMatchObject(refused)
})

test('partners get a refresh token whose end never moves', async () => {
  linkedin.state.refreshable = true
  const first = (await exchange(await code())).body
  expect(first.refresh_token_expires_in).toBe(31_536_000)
  linkedin.advance(5_184_000)
  expect((await get('/v2/userinfo', first.access_token)).body.serviceErrorCode).toBe(65602)
  const second = (await refresh(first.refresh_token)).body
  expect(second).toMatchObject({
    refresh_token: first.refresh_token,
    refresh_token_expires_in: 31_536_000 - 5_184_000,
  })
  expect((await get('/v2/userinfo', second.access_token)).status).toBe(200)
  linkedin.advance(31_536_000)
  expect(await refresh(first.refresh_token)).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  })
})

test('tokens that are unknown, expired or revoked are told apart', async () => {
  const access = await token()
  expect((await get('/v2/userinfo', 'nonsense')).body).toMatchObject({ status: 401, serviceErrorCode: 65600 })
  linkedin.removeApp('saraSUB')
  expect((await get('/v2/userinfo', access)).body).toMatchObject({ status: 401, serviceErrorCode: 65601 })
  const other = await token()
  const client = { client_id: 'linkedin-client-id', client_secret: 'linkedin-client-secret' }
  expect((await form('/oauth/v2/revoke', { ...client, token: other })).status).toBe(200)
  expect((await get('/v2/userinfo', other)).body.serviceErrorCode).toBe(65601)
})

test('user info tells who it is', async () => {
  expect((await get('/v2/userinfo', await token())).body).toMatchObject({
    sub: 'saraSUB',
    name: 'Sara Hadi',
    picture: expect.stringContaining('https://'),
    email: 'sara@example.com',
  })
})

test('the rest needs a version that is still alive and the protocol', async () => {
  const access = await token(company)
  const list = (headers: Record<string, string>) =>
    get('/rest/organizationAcls?q=roleAssignee', access, headers)
  expect((await list({})).body).toMatchObject({ status: 400, code: 'VERSION_MISSING' })
  expect((await list({ ...versions, 'linkedin-version': '202401' })).body).toEqual({
    status: 426,
    code: 'NONEXISTENT_VERSION',
    message: 'Requested version 20240101 is not active',
  })
  expect((await list({ ...versions, 'x-restli-protocol-version': '1.0.0' })).status).toBe(400)
  expect((await list(versions)).body.elements).toEqual([
    { organization, role: 'ADMINISTRATOR', roleAssignee: person, state: 'APPROVED' },
  ])
  linkedin.state.versions.oldest = '202601'
  expect((await list(versions)).status).toBe(426)
})

test('a post is published with its id in a header, never twice, and only for whom one speaks', async () => {
  const access = await token()
  const published = await post('/rest/posts', access, share(person, 'Hello'))
  expect(published).toMatchObject({ status: 201, body: null })
  expect(published.headers.get('x-restli-id')).toMatch(/^urn:li:share:\d+$/)
  expect(await post('/rest/posts', access, share(person, 'Hello'))).toMatchObject({
    status: 422,
    body: { errorDetails: { inputErrors: [{ code: 'DUPLICATE_POST' }] } },
  })
  const { commentary: _, ...incomplete } = share(person, 'x')
  expect((await post('/rest/posts', access, incomplete)).status).toBe(422)
  expect((await post('/rest/posts', access, share(person, 'x'.repeat(3001)))).status).toBe(422)
  const foreign = await post('/rest/posts', access, share(organization, 'Hi'))
  expect(foreign.body).toMatchObject({ status: 403, serviceErrorCode: 100 })
  expect(linkedin.state.posts).toHaveLength(1)
})

test('organisations list their posts page by page, members may not', async () => {
  const access = await token(company)
  for (const text of ['One', 'Two', 'Three']) {
    await post('/rest/posts', access, share(organization, text))
    linkedin.advance(60)
  }
  const finder = { ...versions, 'x-restli-method': 'FINDER' }
  const list = (author: string, start: number) =>
    get(
      `/rest/posts?q=author&author=${encodeURIComponent(author)}&count=2&start=${start}&sortBy=LAST_MODIFIED`,
      access,
      finder,
    )
  const first = (await list(organization, 0)).body
  expect(first.elements.map(({ commentary }: { commentary: string }) => commentary)).toEqual(['Three', 'Two'])
  expect(first.paging.links[0].rel).toBe('next')
  const second = (await list(organization, 2)).body
  expect(second).toMatchObject({ elements: [{ commentary: 'One' }], paging: { links: [] } })
  expect((await list(person, 0)).body).toMatchObject({ status: 403, serviceErrorCode: 100 })
})

test('comments are read and answered by the URN in the path', async () => {
  const access = await token(company)
  const urn = (await post('/rest/posts', access, share(organization, 'Hi'))).headers.get('x-restli-id')!
  const path = `/rest/socialActions/${encodeURIComponent(urn)}/comments`
  const message = { text: 'Price?' }
  const made = await post(path, access, { actor: organization, object: urn, message })
  expect(made.status).toBe(201)
  const listed = (await get(path, access, versions)).body.elements[0]
  expect(listed).toMatchObject({ $URN: `urn:li:comment:(${urn},${made.body.id})`, message })
  const under = `/rest/socialActions/${encodeURIComponent(listed.$URN)}/comments`
  const reply = { actor: organization, object: urn, message: { text: 'Ten' }, parentComment: listed.$URN }
  expect((await post(under, access, reply)).status).toBe(201)
  expect((await get(under, access, versions)).body.elements[0].message.text).toBe('Ten')
  const summary = await get(`/rest/socialActions/${encodeURIComponent(urn)}`, access, versions)
  expect(summary.body.commentsSummary).toEqual({ aggregatedTotalComments: 2, totalFirstLevelComments: 1 })
})

test('the daily limit is a 429 without any header about it', async () => {
  linkedin.fail('rate-limit', { path: '/v2/userinfo' })
  const next = await get('/v2/userinfo', await token())
  expect(next.body).toMatchObject({ status: 429, serviceErrorCode: 101 })
  expect(next.headers.has('retry-after')).toBe(false)
})

test('an organisation tells its followers and what its posts got', async () => {
  const access = await token(company)
  const size = `/rest/networkSizes/${encodeURIComponent(organization)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`
  expect((await get(size, access, versions)).body).toEqual({ firstDegreeSize: 70 })
  const statistics = `/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=${encodeURIComponent(organization)}`
  const { elements } = (await get(statistics, access, versions)).body
  expect(elements[0].totalShareStatistics).toHaveProperty('likeCount', 0)
})

const share = (author: string, commentary: string) => ({
  author,
  commentary,
  visibility: 'PUBLIC',
  distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
  lifecycleState: 'PUBLISHED',
  isReshareDisabledByAuthor: false,
})

async function consent(changes: Record<string, string> = {}): Promise<URL> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'linkedin-client-id',
    redirect_uri: back,
    state: 'st',
    scope: member,
    ...changes,
  })
  const address = `${linkedin.env.LINKEDIN_OAUTH_URL}/oauth/v2/authorization?${query}`
  return new URL((await fetch(address, { redirect: 'manual' })).headers.get('location')!)
}

const code = async (scope = member) => (await consent({ scope })).searchParams.get('code')!

const token = async (scope?: string): Promise<string> => (await exchange(await code(scope))).body.access_token

const client = { client_id: 'linkedin-client-id', client_secret: 'linkedin-client-secret' }

const exchange = (value: string, changes: Record<string, string> = {}) =>
  form('/oauth/v2/accessToken', {
    ...client,
    grant_type: 'authorization_code',
    code: value,
    redirect_uri: back,
    ...changes,
  })

const refresh = (value: string) =>
  form('/oauth/v2/accessToken', { ...client, grant_type: 'refresh_token', refresh_token: value })

const form = (path: string, body: Record<string, string>) =>
  call(path, { method: 'POST', body: new URLSearchParams(body) })

const get = (path: string, access: string, headers: Record<string, string> = {}) =>
  call(path, { headers: { ...headers, authorization: `Bearer ${access}` } })

const post = (path: string, access: string, body: object) =>
  call(path, {
    method: 'POST',
    headers: { ...versions, authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function call(path: string, init: RequestInit) {
  const response = await fetch(`${linkedin.url}${path}`, init)
  const text = await response.text()
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what is answered
  const body: any = text ? JSON.parse(text) : null
  return { status: response.status, headers: response.headers, body }
}
