import { describe, expect, test } from 'vitest'
import { askShops, titles } from './test-support/ask-shops.ts'

const shops = askShops()
const { addDetails, addProduct, ask, newShop } = shops

describe('the index is in step with the catalogue', () => {
  test('price and stock are those of the moment', async () => {
    const owner = await newShop()
    const id = await addProduct(owner, { name: 'Copper samovar', price: 100, stock: 1 })
    expect((await ask(owner, 'samovar?')).body.metadata.sources[0]).toMatchObject({
      price: '100.00',
      in_stock: true,
    })
    await shops.app.put(`/api/products/${id}`, { price: 79.9, stock: 0 }, owner.token)
    const answer = await ask(owner, 'samovar?')
    expect(answer.body.metadata.sources[0]).toMatchObject({ price: '79.90', in_stock: false })
    expect(answer.body.response).toContain('79.90 USD')
    expect(answer.body.response).toContain('sold out')
  })

  test('a sale, a new price and a new stock note nothing to index', async () => {
    const owner = await newShop()
    const id = await addProduct(owner, { name: 'Copper kettle', stock: 9 })
    await ask(owner, 'kettle')
    await shops.app.post('/api/orders', { items: [{ product_id: id, quantity: 2, price: 10 }] }, owner.token)
    await shops.app.post('/api/inventory/adjust', { product_id: id, type: 'in', quantity: 4 }, owner.token)
    await shops.app.services.db.query('update products set price = 12, stock = 3 where id = $1', [id])
    const notes = 'select from knowledge_outdated where workspace_id = $1'
    expect(await shops.app.services.db.query(notes, [owner.workspaceId])).toHaveLength(0)
    await shops.app.put(`/api/products/${id}`, { name: 'Brass kettle' }, owner.token)
    expect(await shops.app.services.db.query(notes, [owner.workspaceId])).not.toHaveLength(0)
    expect(titles(await ask(owner, 'brass kettles'))).toEqual(['Brass kettle'])
    expect(titles(await ask(owner, 'copper'))).toEqual([])
  })

  test('what is deleted or switched off is not offered, what comes back is', async () => {
    const owner = await newShop()
    const deleted = await addProduct(owner, { name: 'Silk scarf red' })
    const hidden = await addProduct(owner, { name: 'Silk scarf blue' })
    expect(titles(await ask(owner, 'silk scarf')).sort()).toEqual(['Silk scarf blue', 'Silk scarf red'])
    await shops.app.delete(`/api/products/${deleted}`, owner.token)
    await shops.app.put(`/api/products/${hidden}`, { is_active: false }, owner.token)
    expect(titles(await ask(owner, 'silk scarf'))).toEqual([])
    const left = await shops.app.services.db.query(
      'select from knowledge_terms where workspace_id = $1 and entries <> 0',
      [owner.workspaceId],
    )
    expect(left).toHaveLength(0)
    await shops.app.put(`/api/products/${hidden}`, { is_active: true }, owner.token)
    expect(titles(await ask(owner, 'silk scarf'))).toEqual(['Silk scarf blue'])
  })

  test('brand, tags and a changed detail are found', async () => {
    const owner = await newShop()
    const id = await addProduct(owner, { name: 'Lantern' })
    await addDetails(owner, id, { brand: 'Voltra', tags: ['camping'] })
    expect(titles(await ask(owner, 'something by Voltra for camping'))).toEqual(['Lantern'])
    await shops.app.services.db.query("update product_details set tags = '{fishing}' where product_id = $1", [
      id,
    ])
    expect(titles(await ask(owner, 'for fishing'))).toEqual(['Lantern'])
  })

  test('the SKU that a shop has for it is found, also once it is another', async () => {
    const owner = await newShop('IRT')
    const id = await addProduct(owner, { name: 'Desk lamp' })
    await addDetails(owner, id, { extraction_metadata: { sku: 'AB-77' } })
    expect(titles(await ask(owner, 'AB-77'))).toEqual(['Desk lamp'])
    await shops.app.services.db.query(
      `update product_details set extraction_metadata = '{"sku": "ZX-901"}' where product_id = $1`,
      [id],
    )
    expect(titles(await ask(owner, 'ZX-901'))).toEqual(['Desk lamp'])
    expect(titles(await ask(owner, 'AB-77'))).toEqual([])
  })

  test('the background job indexes what nobody asked about', async () => {
    const owner = await newShop()
    await addProduct(owner, { name: 'Waiting product' })
    await shops.app.services.jobs.runNow('assistant_index')
    const count = (table: string) =>
      shops.app.services.db.query(`select from ${table} where workspace_id = $1`, [owner.workspaceId])
    expect(await count('knowledge_outdated')).toHaveLength(0)
    expect(await count('knowledge_entries')).toHaveLength(1)
  })

  test('ten askers at once and a writer leave one entry per product and a true vocabulary', async () => {
    const owner = await newShop()
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, n) => addProduct(owner, { name: `Marble bowl ${n}` })),
    )
    await Promise.all([
      ...Array.from({ length: 10 }, () => ask(owner, 'marble bowl')),
      ...ids
        .slice(0, 4)
        .map((id) => shops.app.put(`/api/products/${id}`, { name: 'Marble plate' }, owner.token)),
      shops.app.services.jobs.runNow('assistant_index'),
    ])
    await ask(owner, 'marble')
    const [entries] = await shops.app.services.db.query(
      'select count(*) as all, count(distinct product_id) as products from knowledge_entries where workspace_id = $1',
      [owner.workspaceId],
    )
    expect(entries).toEqual({ all: 8, products: 8 })
    const wrong = await shops.app.services.db.query(
      `select key, entries, (select count(*) from knowledge_entries e where e.workspace_id = t.workspace_id and t.key = any (e.keys)) as real
       from knowledge_terms t where workspace_id = $1 and term <> '' and entries <> (
         select count(*) from knowledge_entries e where e.workspace_id = t.workspace_id and t.key = any (e.keys))`,
      [owner.workspaceId],
    )
    expect(wrong).toEqual([])
  })
})
