import { afterAll, beforeAll } from 'vitest'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../../test/support/factories.ts'

/** What an answer stands on, best first. */
export const titles = (answer: { body: { metadata: { sources: { title: string }[] } } }) =>
  answer.body.metadata.sources.map((source) => source.title)

/** For the tests of a file: one server, and as many shops as a test wants. */
export function askShops() {
  let app: TestApp

  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  async function addProduct(owner: SignedInUser, body: object): Promise<number> {
    const answer = await app.post('/api/products', { price: 10, stock: 5, ...body }, owner.token)
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.body.id
  }

  /** As a store would: details beside the row of the product. */
  async function addDetails(
    owner: SignedInUser,
    productId: number,
    details: Record<string, unknown>,
  ): Promise<void> {
    const names = Object.keys(details)
    await app.services.db.query(
      `insert into product_details (product_id, workspace_id, ${names.join(', ')})
       values ($1, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')})`,
      [productId, owner.workspaceId, ...Object.values(details)],
    )
  }

  return {
    get app() {
      return app
    },
    newShop: (currency = 'USD') => createOwner(app.services, { currency }),
    ask: (owner: SignedInUser, question: unknown, more: object = {}) =>
      app.post('/api/v1/ai/ask/', { question, ...more }, owner.token),
    addProduct,
    addDetails,
  }
}
