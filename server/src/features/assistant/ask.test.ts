import { beforeAll, describe, expect, test } from 'vitest'
import { createUser, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import { askShops, titles } from './test-support/ask-shops.ts'

const shops = askShops()
const { addDetails, addProduct, ask, newShop } = shops

async function addPage(owner: SignedInUser, title: string, content: string): Promise<string> {
  const [row] = await shops.app.services.db.query<{ id: string }>(
    `insert into store_pages (workspace_id, user_id, wp_post_id, post_type_slug, content_type, title, content, excerpt, permalink,
       author, categories, tags, featured_image, is_published, content_hash, last_synced_at, metadata, created_at, updated_at)
     values ($1, $2, 7, 'page', 'page', $3, $4, '', 'https://shop.example.com/delivery', '', '{}', '{}', '', true, '', now(), '{}', now(), now())
     returning id`,
    [owner.workspaceId, owner.userId, title, content],
  )
  return row!.id
}

describe('the answer', () => {
  test('names what matches with price, currency, stock and link, best first', async () => {
    const owner = await newShop('IRT')
    const id = await addProduct(owner, { name: 'Norvik rain jacket', price: 850000, stock: 3 })
    await addProduct(owner, { name: 'Norvik sandals', price: 90000 })
    await addDetails(owner, id, { link: 'https://shop.example.com/jacket' })
    const answer = await ask(owner, 'how much is the rain jacket of Norvik?')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      success: true,
      metadata: { answered_by: 'catalogue', language: 'en' },
    })
    expect(Number.isInteger(answer.body.response_time_ms)).toBe(true)
    const [row] = await shops.app.services.db.query<{ uuid: string }>(
      'select uuid from products where id = $1',
      [id],
    )
    expect(answer.body.metadata.sources[0]).toEqual({
      type: 'product',
      id: row!.uuid,
      title: 'Norvik rain jacket',
      price: '850000.00',
      currency: 'IRT',
      in_stock: true,
      link: 'https://shop.example.com/jacket',
    })
    expect(answer.body.response).toContain('850,000 IRT')
    expect(answer.body.response).toContain('https://shop.example.com/jacket')
  })

  test('about nothing in the shop is honest and has no sources', async () => {
    const owner = await newShop()
    await addProduct(owner, { name: 'World map on paper' })
    const answer = await ask(owner, 'Who won the football championship of 1998 in France?')
    expect(answer.body).toMatchObject({ success: true, metadata: { sources: [] } })
    expect(answer.body.response).toContain('could not find')
    const empty = await ask(await newShop(), 'do you have tents?')
    expect(empty.body).toMatchObject({ success: true, metadata: { sources: [] } })
  })

  test('quotes a published page, and no longer when it is unpublished', async () => {
    const owner = await newShop()
    const id = await addPage(
      owner,
      'Delivery and returns',
      'We deliver within two days. Returns are free for a month.',
    )
    const answer = await ask(owner, 'what about returns and delivery?')
    expect(answer.body.metadata.sources).toEqual([
      {
        type: 'page',
        id,
        title: 'Delivery and returns',
        price: null,
        currency: null,
        in_stock: null,
        link: 'https://shop.example.com/delivery',
      },
    ])
    expect(answer.body.response).toContain('within two days')
    await shops.app.services.db.query('update store_pages set is_published = false where id = $1', [id])
    expect(titles(await ask(owner, 'what about returns and delivery?'))).toEqual([])
  })

  test.each([
    ['en', 'do you have the Norvik tent?', 'in stock'],
    ['fa', 'چادر نورویک دارید؟ قیمتش چنده؟', 'قیمت آن'],
    ['ar', 'هل عندكم خيمة نورفيك؟ كم السعر', 'سعره'],
    ['vi', 'shop có lều Norvik không, giá bao nhiêu', 'còn hàng'],
    ['ru', 'есть палатка Норвик? сколько стоит', 'в наличии'],
    ['uz', 'Norvik chodiri bormi, narxi qancha?', 'narxi'],
  ])('is in the language of the question: %s', async (language, question, phrase) => {
    const owner = await newShop()
    await addProduct(owner, { name: 'Norvik tent палатка چادر خيمة lều chodir', price: 120 })
    const answer = await ask(owner, question)
    expect(answer.body.metadata).toMatchObject({ language, sources: [{ price: '120.00' }] })
    expect(answer.body.response).toContain(phrase)
  })
})

test('who asks what there is at all hears of the newest, who only greets of nothing', async () => {
  const owner = await newShop()
  await addProduct(owner, { name: 'Marble bowl' })
  await addProduct(owner, { name: 'Copper kettle' })
  for (const question of [
    'What products do you have?',
    'what do you sell',
    'چه محصولاتی دارید؟',
    'ما هي المنتجات عندكم',
    'shop có những sản phẩm gì',
    'какие у вас есть товары?',
    'qanday mahsulotlar bor?',
  ]) {
    expect([question, titles(await ask(owner, question))]).toEqual([
      question,
      ['Copper kettle', 'Marble bowl'],
    ])
  }
  expect(titles(await ask(owner, 'hello, thanks'))).toEqual([])
})

describe('conditions', () => {
  let owner: SignedInUser
  beforeAll(async () => {
    owner = await newShop('IRT')
    await addProduct(owner, { name: 'قاب گوشی چرم кожаный чехол leather phone case', price: 400000 })
    await addProduct(owner, { name: 'قاب گوشی طلا золотой чехол golden phone case', price: 900000, stock: 0 })
    const sale = await addProduct(owner, {
      name: 'قاب گوشی نقره серебряный чехол silver phone case',
      price: 600000,
    })
    await addDetails(owner, sale, {
      source: 'woocommerce',
      store_host: 'shop.example.com',
      external_id: 'woo_5',
      original_price: '700000',
      discount_amount: '100000',
      discount_percentage: '14.29',
    })
  })

  test.each([
    ['phone case under 500000', ['400000.00']],
    ['phone cases cheaper than 700,000', ['400000.00', '600000.00']],
    ['قاب گوشی زیر ۵۰۰ هزار تومان', ['400000.00']],
    ['غطاء الهاتف اقل من ٥٠٠ الف', ['400000.00']],
    ['ốp điện thoại dưới 500k', ['400000.00']],
    ['чехол дешевле 500 тысяч', ['400000.00']],
    ['чехлы дороже 800000', ['900000.00']],
    ['500 mingdan arzon chexol', ['400000.00']],
    ['is there a discount on phone cases?', ['600000.00']],
    ['قاب گوشی تخفیف خورده', ['600000.00']],
    ['чехол со скидкой', ['600000.00']],
    ['phone cases from 500000 to 700000', ['600000.00']],
    ['which phone cases are in stock?', ['400000.00', '600000.00']],
  ])('%s', async (question, prices) => {
    const { sources } = (await ask(owner, question)).body.metadata
    expect(sources.map((source: { price: string }) => source.price).sort()).toEqual(prices)
  })
})

test.each(['what is the cheapest thing in stock?', 'самое дешёвое?', 'ارزان‌ترین چیز موجود چیست؟'])(
  'conditions alone ask about the whole shop: %s',
  async (question) => {
    const owner = await newShop()
    await addProduct(owner, { name: 'Brass lamp', price: 90, stock: 3 })
    await addProduct(owner, { name: 'Paper lamp', price: 15, stock: 3 })
    await addProduct(owner, { name: 'Oak table', price: 700, stock: 3 })
    expect(titles(await ask(owner, question))).toEqual(['Paper lamp', 'Brass lamp', 'Oak table'])
  },
)

test.each(['cheapest lamp', 'the lamp with the lowest price', 'самая дешёвая lamp', 'lamp rẻ nhất'])(
  '%s: the lowest price comes first',
  async (question) => {
    const owner = await newShop()
    for (const price of [30, 9, 200]) await addProduct(owner, { name: `Lamp of glass ${price}`, price })
    const { sources } = (await ask(owner, question)).body.metadata
    expect(sources.map((source: { price: string }) => source.price)).toEqual(['9.00', '30.00', '200.00'])
  },
)

describe('who may ask', () => {
  test('nobody sees another workspace', async () => {
    const [owner, other] = [await newShop(), await newShop()]
    await addProduct(owner, { name: 'Secret recipe box' })
    expect(titles(await ask(other, 'secret recipe box'))).toEqual([])
    expect(titles(await ask(owner, 'secret recipe box'))).toEqual(['Secret recipe box'])
  })

  test('without a token 401, a viewer may', async () => {
    const owner = await newShop()
    const refused = await shops.app.post('/api/v1/ai/ask/', { question: 'tent' })
    expect(refused.status).toBe(401)
    expect(refused.body).toEqual({ detail: 'Authentication credentials were not provided.' })
    const viewer = await createUser(shops.app.services, { workspaceId: owner.workspaceId, role: 'viewer' })
    expect((await ask(await signIn(shops.app.services, viewer), 'tent')).status).toBe(200)
  })

  test.each([
    [{}, { question: ['This field is required.'] }],
    [{ question: null }, { question: ['This field may not be null.'] }],
    [{ question: '  ' }, { question: ['This field may not be blank.'] }],
    [{ question: ['tent'] }, { question: ['Not a valid string.'] }],
    [{ question: 'x'.repeat(2001) }, { question: ['Ensure this field has no more than 2000 characters.'] }],
    [{ question: 'tent', conversation_id: { a: 1 } }, { conversation_id: ['Not a valid string.'] }],
  ])('a bad field is named: %j', async (body, errors) => {
    const owner = await newShop()
    const answer = await shops.app.post('/api/v1/ai/ask/', body, owner.token)
    expect([answer.status, answer.body]).toEqual([400, errors])
  })

  test('strange questions are answered, not refused', async () => {
    const owner = await newShop()
    await addProduct(owner, { name: "50% _off_ \\ 'quoted' tent" })
    for (const question of [
      '???',
      "' or 1=1 --",
      '%_\\',
      '😀',
      'a'.repeat(2000),
      '1e999',
      '{}',
      'under 999999999999999999999',
      'under 1.2.3.4 and between 1.2.3 and 4.5.6',
    ]) {
      expect([question, (await ask(owner, question)).status]).toEqual([question, 200])
    }
  })
})

describe('a conversation', () => {
  test('goes on from the question before, and is nobody else’s', async () => {
    const owner = await newShop()
    await addProduct(owner, { name: 'Trail shoes blue' })
    await addProduct(owner, { name: 'Trail shoes grey' })
    await addProduct(owner, { name: 'Grey blanket' })
    const conversation_id = 'my talk'
    await ask(owner, 'do you have trail shoes?', { conversation_id })
    const next = await ask(owner, 'and the grey one?', { conversation_id })
    expect(titles(next)[0]).toBe('Trail shoes grey')
    expect(next.body.metadata.conversation_id).toBe(conversation_id)
    const colleague = await signIn(
      shops.app.services,
      await createUser(shops.app.services, { workspaceId: owner.workspaceId }),
    )
    await ask(colleague, 'grey', { conversation_id })
    const turns = await shops.app.services.db.query(
      'select user_id, question from assistant_turns where workspace_id = $1 order by id',
      [owner.workspaceId],
    )
    expect(turns).toEqual([
      { user_id: owner.userId, question: 'do you have trail shoes?' },
      { user_id: owner.userId, question: 'and the grey one?' },
      { user_id: colleague.userId, question: 'grey' },
    ])
  })

  test('a new topic is no follow-up, and what leans on the last question is', async () => {
    const owner = await newShop()
    await addProduct(owner, { name: 'Cast-iron teapot', price: 1250000 })
    await addProduct(owner, { name: 'Linen apron' })
    const say = (question: string) => ask(owner, question, { conversation_id: 'topics' })
    expect(titles(await say('How much is the cast-iron teapot?'))).toEqual(['Cast-iron teapot'])
    expect(titles(await say('Do you have a linen apron?'))).toEqual(['Linen apron'])
    expect(titles(await say('Do you repair submarines?'))).toEqual([])
    expect(titles(await say('the teapot?'))).toEqual(['Cast-iron teapot'])
    const price = await say('how much is it?')
    expect(titles(price)).toEqual(['Cast-iron teapot'])
    expect(price.body.response).toContain('it costs 1,250,000 USD')
    expect((await say('قیمت قوری teapot چقدر است؟')).body.response).toContain('۱٬۲۵۰٬۰۰۰')
  })

  test('a name that was never used begins a new one', async () => {
    const owner = await newShop()
    const answer = await ask(owner, 'tent', { conversation_id: '5f0c9f6e-5a3b-4b6e-9f0e-0d8a1f6f9b11' })
    expect(answer.status).toBe(200)
  })
})

test('server-sent events bring sources, the text and the whole body', async () => {
  const owner = await newShop()
  await addProduct(owner, { name: 'Folding chair' })
  const answer = await shops.app.post('/api/v1/ai/ask/', { question: 'folding chair' }, owner.token, {
    accept: 'text/event-stream',
  })
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const events = answer.text
    .trim()
    .split('\n\n')
    .map((block) => block.split('\n').map((line) => line.replace(/^\w+: /, '')))
  expect(events.map(([name]) => name)).toEqual(['sources', 'delta', 'done'])
  const [sources, delta, done] = events.map(([, data]) => JSON.parse(data!))
  expect(sources.sources).toEqual(done.metadata.sources)
  expect(delta.text).toBe(done.response)
  const refused = await shops.app.post('/api/v1/ai/ask/', {}, owner.token, { accept: 'text/event-stream' })
  expect([refused.status, refused.body]).toEqual([400, { question: ['This field is required.'] }])
})
