import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { startRealServer } from './real-server.ts'
import {
  callApi,
  expectAccessible,
  type Language,
  launch,
  narrow,
  settled,
  shoot,
  showIn,
  signUp,
  speak,
  tokenOf,
  visitor,
  wide,
} from './shop.ts'

let browser: Browser
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

async function shopAt(address: string, email: string): Promise<Page> {
  const page = await (await visitor(browser, address)).newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
  const token = await tokenOf(address, email)
  const goods = [
    {
      title: 'Cast-iron teapot',
      description: 'Holds eight cups of tea and keeps it warm for two hours',
      price: '850000',
      currency: 'IRT',
      stock_quantity: 7,
      link: 'https://shop.example.com/teapot',
      main_image: '/favicon.svg',
    },
    {
      title: 'قوری چینی گل‌دار',
      description: 'قوری چینی با نقش گل سرخ، مناسب شش فنجان چای',
      price: '1250000',
      currency: 'IRT',
      stock_quantity: 0,
    },
    {
      title: 'Linen apron <img src=x onerror=alert(1)>',
      description: 'Washed linen in four colours',
      price: '19.99',
      currency: 'USD',
    },
  ]
  for (const product of goods) await callApi(address, token, '/api/v1/web-knowledge/products/', product)
  await page.goto('/ask')
  await page.getByRole('heading', { level: 1, name: 'Assistant' }).waitFor()
  return page
}

const box = (page: Page) => page.getByRole('textbox').last()
const answers = (page: Page) => page.getByTestId('answer')
const heard = (page: Page) => page.getByRole('status').innerText()

async function ask(page: Page, question: string): Promise<void> {
  await box(page).fill(question)
  await box(page).press('Enter')
}

const anew = (page: Page) => page.getByRole('button', { name: 'New conversation' }).click()

describe('without a language model', () => {
  const address = inject('address')
  const email = 'asking@example.com'
  let page: Page

  beforeAll(async () => {
    page = await shopAt(address, email)
  })

  test('an English question gets the price of this moment, and the sources that it stands on', async () => {
    await page.getByRole('button', { name: 'What is on offer at the moment?' }).waitFor()
    await ask(page, 'How much is the cast-iron teapot?')
    const answer = answers(page).last()
    await answer.filter({ hasText: '850,000' }).waitFor()
    expect(await answer.getAttribute('dir')).toBe('ltr')
    await vi.waitFor(async () => expect(await heard(page)).toContain('850,000'))
    await page.getByText('No language model is configured').waitFor()
    const source = page.getByRole('listitem').filter({ hasText: '850,000 toman' }).last()
    expect(await source.innerText()).toContain('In stock')
    const out = source.getByRole('link', { name: 'Open Cast-iron teapot in the shop' })
    expect(await out.getAttribute('href')).toBe('https://shop.example.com/teapot')
    expect(await out.getAttribute('rel')).toContain('noopener')
    await source.getByRole('link', { name: 'Cast-iron teapot', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Cast-iron teapot' }).waitFor()
    // The conversation is still there after a look at another page.
    await page.goBack()
    await answers(page).filter({ hasText: '850,000' }).waitFor()
  })

  test('a Persian question from an Arabic keyboard is answered in Persian, from right to left', async () => {
    await anew(page)
    await ask(page, 'قيمت قوري چيني چند است؟')
    const answer = answers(page).last()
    await answer.filter({ hasText: 'قوری چینی گل‌دار' }).waitFor()
    await vi.waitFor(async () => expect(await answer.getAttribute('dir')).toBe('rtl'))
    expect(await answer.innerText()).toContain('تومان')
    expect(await page.locator('main').getByText('Sold out').count()).toBeGreaterThan(0)
  })

  test('what shops wrote is text, never HTML', async () => {
    await anew(page)
    await ask(page, 'Do you have a linen apron?')
    await answers(page).last().filter({ hasText: '<img src=x onerror=alert(1)>' }).waitFor()
    expect(await page.locator('main img[src="x"]').count()).toBe(0)
  })

  test('a question that nothing answers is told so honestly', async () => {
    await anew(page)
    await ask(page, 'Do you repair submarines?')
    await answers(page).last().filter({ hasText: 'could not find' }).waitFor()
    const last = page.getByRole('list', { name: 'Conversation' }).locator('> li').last()
    expect(await last.getByText('Where this comes from').count()).toBe(0)
  })

  test('Shift and Enter start a new line; an empty or too long question is not sent', async () => {
    const asked = () => page.getByRole('list', { name: 'Conversation' }).locator('> li').count()
    const before = await asked()
    await ask(page, '   ')
    await box(page).fill('Two')
    await box(page).press('Shift+Enter')
    await box(page).pressSequentially('lines')
    expect(await box(page).inputValue()).toBe('Two\nlines')
    await ask(page, 'a'.repeat(2001))
    await page.getByText('The question is too long').waitFor()
    expect(await asked()).toBe(before)
  })

  test('no answer of the server is said, and the question can be asked again', async () => {
    await page.context().setOffline(true)
    await ask(page, 'Is the teapot in stock?')
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor()
    await page.context().setOffline(false)
    const count = await answers(page).count()
    await page.getByRole('button', { name: 'Ask again' }).click()
    await vi.waitFor(async () => expect(await answers(page).count()).toBe(count + 1))
    expect(await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).count()).toBe(0)
  })

  test('a reload forgets the conversation', async () => {
    await page.reload()
    await page.getByText('Questions to start with').waitFor()
    expect(await answers(page).count()).toBe(0)
  })

  test.each<Language>(['en', 'fa'])('reads well in %s, wide and narrow, light and dark', async (language) => {
    await settled(page)
    if (language === 'fa') await speak(page, 'fa')
    for (const viewport of [wide, narrow]) {
      await showIn(page, (viewport === narrow) === (language === 'en') ? 'dark' : 'light')
      await page.setViewportSize(viewport)
      await page.goto('/ask')
      await settled(page)
      if (viewport === narrow) {
        await shoot(page, `ask-empty-${language}-${viewport.width}`)
        await expectAccessible(page)
      }
      await ask(page, language === 'en' ? 'Which teapots do you have?' : 'چه قوری‌هایی دارید؟')
      await answers(page).last().waitFor()
      await ask(page, language === 'en' ? 'Do you repair submarines?' : 'زیردریایی هم تعمیر می‌کنید؟')
      await vi.waitFor(async () => expect(await answers(page).count()).toBe(2))
      await settled(page)
      await shoot(page, `ask-${language}-${viewport.width}`)
      await expectAccessible(page)
    }
    expect(failures).toEqual([])
  })
})

type ModelDouble = {
  base: string
  /** Messages of each call, as the model's server got them. */
  asked: { role: string; content: string }[][]
  /** Ends answers half-way until it is called; null: whole answers at once. */
  hold: Promise<void> | null
  works: boolean
  close: () => Promise<void>
}

/** A server that speaks as much of the chat protocol as the shop's server needs. */
async function startModel(): Promise<ModelDouble> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const double: ModelDouble = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    hold: null,
    works: true,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const piece of request) body += piece
    if (!double.works) {
      response.writeHead(500).end()
      return
    }
    double.asked.push((JSON.parse(body) as { messages: ModelDouble['asked'][number] }).messages)
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    const say = (content: string) =>
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
    say('We have <b>one</b> ')
    await double.hold
    say('teapot for you.')
    response.end('data: [DONE]\n\n')
  }
  return double
}

describe('with a language model', () => {
  let model: ModelDouble
  let server: Awaited<ReturnType<typeof startRealServer>>
  let page: Page

  beforeAll(async () => {
    model = await startModel()
    server = await startRealServer({ AI_BASE_URL: model.base, AI_MODEL: 'double-1' })
    page = await shopAt(server.address, 'modelled@example.com')
  })
  afterAll(async () => {
    await server?.stop()
    await model?.close()
  })

  test('the answer shows while it is written, as text, and is read out when it is whole', async () => {
    let release = () => {}
    model.hold = new Promise((resolve) => {
      release = resolve
    })
    await ask(page, 'Which teapots do you have?')
    const answer = answers(page).last()
    await answer.filter({ hasText: 'We have <b>one</b>' }).waitFor()
    await page.getByRole('link', { name: 'Cast-iron teapot', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    expect(await heard(page)).not.toContain('We have')
    release()
    await answer.filter({ hasText: 'We have <b>one</b> teapot for you.' }).waitFor()
    await page.getByText('Answers are written by double-1.').waitFor()
    await vi.waitFor(async () => expect(await heard(page)).toContain('teapot for you.'))
  })

  test('the conversation goes on: the model hears what was said before', async () => {
    model.hold = null
    await ask(page, 'And which one is cast iron?')
    await vi.waitFor(async () => expect(await answers(page).count()).toBe(2))
    const said = model.asked.at(-1)?.map(({ content }) => content) ?? []
    expect(said).toContain('Which teapots do you have?')
    await anew(page)
    await ask(page, 'Is the teapot in stock?')
    await answers(page).filter({ hasText: 'teapot for you.' }).waitFor()
    expect(model.asked.at(-1)?.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  test('an answer can be stopped and asked for again', async () => {
    model.hold = new Promise(() => {})
    await ask(page, 'Which teapots keep tea warm?')
    await answers(page).last().filter({ hasText: 'We have' }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('main li').getByText('Stopped.').waitFor()
    model.hold = null
    await page.getByRole('button', { name: 'Ask again' }).click()
    await vi.waitFor(async () =>
      expect(await answers(page).last().innerText()).toBe('We have <b>one</b> teapot for you.'),
    )
    expect(await page.locator('main li').getByText('Stopped.').count()).toBe(0)
  })

  test('a model that fails is no reason for silence', async () => {
    model.works = false
    await ask(page, 'How much is the teapot?')
    await page.getByText('The language model did not answer').waitFor()
    await answers(page).last().filter({ hasText: '850,000' }).waitFor()
    await shoot(page, 'ask-fallback-en-1440')
    await expectAccessible(page)
    expect(failures).toEqual([])
  })
})
