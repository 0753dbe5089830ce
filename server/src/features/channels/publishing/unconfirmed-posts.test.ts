import { describe, expect, test } from 'vitest'
import { planningShop } from './test-support/planning-shop.ts'

const shop = planningShop()
const { after, clock, feedCalls, lines, pages, planned, read, retry, run, target } = shop

describe('after a lost answer', () => {
  test('the post is found by reading, and not sent again', async () => {
    shop.meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    expect(await read(post)).toMatchObject({
      status: 'unconfirmed',
      targets: [{ status: 'unconfirmed', error: { code: 'unconfirmed' } }],
    })
    expect(await lines()).toMatchObject([{ status: 'pending', message: 'unconfirmed' }])
    await after(5)
    const [posted] = pages()[0]!.posts
    expect(await read(post)).toMatchObject({
      status: 'published',
      targets: [{ status: 'published', external_id: posted!.id, error: null }],
    })
    expect(await lines()).toMatchObject([{ status: 'success', response_data: { id: posted!.id } }])
    expect(feedCalls()).toHaveLength(1)
  })

  test.each(['reset', 'server-error', 'html', 'truncated'] as const)(
    '(%s) a post that is not there stays unconfirmed until a person says so',
    async (trouble) => {
      shop.meta.fail(trouble, { path: '/feed' })
      const post = await planned()
      await run()
      expect((await read(post)).status).toBe('unconfirmed')
      if (trouble === 'truncated') pages()[0]!.posts.length = 0
      for (const seconds of [5, 15, 45, 150, 450, 1350]) {
        expect(await target(post)).toMatchObject({ error: { code: 'unconfirmed' } })
        await after(seconds)
      }
      expect(await target(post)).toMatchObject({ status: 'unconfirmed', error: { code: 'not_found' } })
      expect(await lines()).toMatchObject([{ status: 'error' }])
      shop.meta.calls.length = 0
      await after(86_400)
      expect(shop.meta.calls).toEqual([])
      expect((await retry(post, { account: shop.id })).body.code).toBe('not_failed')
      expect((await retry(post, { account: shop.id, confirm: true })).status).toBe(200)
      await run()
      expect((await read(post)).status).toBe('published')
      expect(pages()[0]!.posts).toHaveLength(1)
    },
  )

  test('an older post, one of another text, and one that is known already are not taken for it', async () => {
    const known = await planned()
    await run()
    clock().advance(600_000)
    const post = await planned({ message: 'Fresh  tea\n' })
    shop.meta.fail('reset', { path: '/feed' })
    await run()
    pages()[0]!.posts.push({ ...pages()[0]!.posts[0]!, id: `${pages()[0]!.id}_9`, message: 'Fresh tea!' })
    await after(5)
    expect((await read(post)).status).toBe('unconfirmed')
    const late = { ...pages()[0]!.posts[0]!, id: `${pages()[0]!.id}_10` }
    pages()[0]!.posts.push({ ...late, created_time: clock().now().toISOString().replace('.000Z', '+0000') })
    await after(15)
    expect(await target(post)).toMatchObject({ status: 'published', external_id: late.id })
    expect((await target(known)).external_id).not.toBe(late.id)
  })

  test('the post is found behind more than a page of newer ones', async () => {
    shop.meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    clock().advance(5000)
    const created_time = clock().now().toISOString().replace('.000Z', '+0000')
    for (let n = 0; n < 150; n++)
      pages()[0]!.posts.push({
        ...pages()[0]!.posts[0]!,
        id: `${pages()[0]!.id}_${n}`,
        message: `${n}`,
        created_time,
      })
    await run()
    expect((await read(post)).status).toBe('published')
  })

  test('a platform that cannot be read is asked again later, which is no proof that the post is not there', async () => {
    shop.meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    shop.meta.fail('unavailable', { method: 'GET', times: 40 })
    for (let minute = 0; minute < 9; minute++) await after(60)
    expect(await target(post)).toMatchObject({ status: 'unconfirmed', error: { code: 'unconfirmed' } })
    for (let minute = 0; minute < 9; minute++) await after(60)
    expect((await read(post)).status).toBe('published')
  })
})

const confirm = async (post: number, body: unknown = { account: shop.id }) =>
  shop.app.post(`/api/integrations/planned-posts/${post}/confirm/`, body, await shop.token())

describe('a person who has seen the post', () => {
  test('says so, and it is published, no longer looked for and not sent again', async () => {
    shop.meta.fail('lost', { path: '/feed' })
    const post = await planned()
    const called = clock().now().toISOString()
    await run()
    clock().advance(2000)
    const answer = await confirm(post)
    expect(answer.body).toMatchObject({
      status: 'published',
      targets: [{ status: 'published', external_id: null, error: null, published_at: called }],
    })
    expect(answer.body).toEqual(await read(post))
    expect(await lines()).toMatchObject([{ status: 'success', message: 'Published' }])
    shop.meta.calls.length = 0
    await after(86_400)
    expect(shop.meta.calls).toEqual([])
    expect((await confirm(post)).body.code).toBe('not_unconfirmed')
    expect((await retry(post, { account: shop.id, confirm: true })).body.code).toBe('not_failed')
  })

  test('says so once, also when ten say it at once and a look comes to its end meanwhile', async () => {
    shop.meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    clock().advance(5000)
    const held = shop.meta.hold({ method: 'GET' })
    const looking = run()
    await held.arrived(1)
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(post)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    held.release()
    await looking
    expect(await target(post)).toMatchObject({ status: 'published', external_id: null })
    const acts = await shop.app.services.db.query(
      `select count(*)::int as acts from audit_log where action = 'channel_planned_post.confirmed' and subject_id = $1`,
      [String(post)],
    )
    expect(acts).toEqual([{ acts: 1 }])
  })
})

test('saying that it is there needs an account of the post of which nobody knows', async () => {
  const post = await planned()
  const rows = () =>
    shop.app.services.db.query(
      `select p::text as post, t::text as target from channel_planned_posts p join channel_planned_targets t
       on t.post_id = p.id order by t.id`,
    )
  const before = await rows()
  for (const [body, message] of [
    [{}, 'This field is required.'],
    [{ account: null }, 'This field may not be null.'],
    [{ account: 'first' }, 'A valid integer is required.'],
    [{ account: 2_147_483_000 }, 'The post is not for this account.'],
  ] as const) {
    const answer = await confirm(post, body)
    const fields = { account: [message] }
    expect([answer.status, answer.body.code, answer.body.fields]).toEqual([400, 'validation_error', fields])
  }
  expect((await confirm(post, [])).status).toBe(400)
  expect(await confirm(post)).toMatchObject({
    status: 409,
    body: { code: 'not_unconfirmed' },
  })
  expect((await confirm(2_147_483_000)).status).toBe(404)
  expect(await rows()).toEqual(before)
})

describe('a process that dies', () => {
  const die = (values: string) =>
    shop.app.services.db.query(
      `update channel_planned_targets set status = 'publishing', due_at = null, attempts = attempts + 1,
         claim = '7f1b5c5e-2c51-4c8f-9d5c-0a4a1f2f8a11', claimed_until = now() - interval '1 s', ${values}`,
    )

  test('before it called the platform leaves a post that is published by another one', async () => {
    const post = await planned()
    await die('called_at = null')
    await run()
    expect((await read(post)).status).toBe('scheduled')
    await after(15)
    expect(await target(post)).toMatchObject({ status: 'published', attempts: 2 })
    expect(feedCalls()).toHaveLength(1)
  })

  test('after it called leaves a post that is looked for and not sent', async () => {
    const post = await planned()
    await die(`called_at = '${clock().now().toISOString()}'`)
    await run()
    expect((await target(post)).status).toBe('unconfirmed')
    await after(5)
    expect(feedCalls()).toEqual([])
    expect((await target(post)).status).toBe('unconfirmed')
  })

  test('only in appearance may still tell what became of its call', async () => {
    const post = await planned()
    const held = shop.meta.hold({ path: '/feed' })
    const working = run()
    await held.arrived(1)
    await shop.app.services.db.query(
      `update channel_planned_targets set claimed_until = now() - interval '1 s'`,
    )
    await run()
    expect((await target(post)).status).toBe('unconfirmed')
    held.release()
    await working
    expect((await read(post)).status).toBe('published')
    expect(await lines()).toMatchObject([{ status: 'success' }])
    expect(feedCalls()).toHaveLength(1)
  })
})
