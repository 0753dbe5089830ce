import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services, { currency: 'USD' })
})
afterAll(() => app.close())

test('smoke', async () => {
  await app.post(
    '/api/products',
    { name: 'Red cotton T-shirt', price: 19.5, stock: 4, category: 'Clothing' },
    owner.token,
  )
  const answer = await app.post('/api/v1/ai/ask/', { question: 'do you have red tshirts?' }, owner.token)
  console.log(answer.status, JSON.stringify(answer.body, null, 1))
  const sse = await app.post('/api/v1/ai/ask/', { question: 'do you have red tshirts?' }, owner.token, {
    accept: 'text/event-stream',
  })
  console.log(sse.text, sse.headers)
  console.log((await app.post('/api/v1/ai/ask/', {}, owner.token)).body)
  console.log(
    (
      await app.post(
        '/api/v1/ai/ask/',
        { question: 'Who won the football world cup?', conversation_id: null },
        owner.token,
      )
    ).body,
  )
  expect(answer.status).toBe(200)
})
