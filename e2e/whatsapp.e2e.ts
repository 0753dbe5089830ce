import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startWhatsAppDouble, type WhatsAppDouble } from '../server/test/doubles/whatsapp.ts'
import { startRealServer } from './real-server.ts'
import {
  callApi,
  expectAccessible,
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

const email = 'whatsapp@example.com'
const path = '/integrations/whatsapp'
const sara = '9647701112233'
const ali = '9647705556677'

let browser: Browser
let whatsapp: WhatsAppDouble
let server: Awaited<ReturnType<typeof startRealServer>>
let page: Page
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  whatsapp = await startWhatsAppDouble()
  server = await startRealServer(whatsapp.env)
  whatsapp.webhooks.target = `${server.address}/api/integrations/webhooks/whatsapp/`
  const context = await visitor(browser, server.address)
  await context.route(
    (url) => url.origin === new URL(whatsapp.url).origin,
    (route) => route.continue(),
  )
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await whatsapp?.close()
})

/** Somebody writes to the shop; answers when the platform was thanked for it. */
async function writes(from: string, body: string, name = 'Sara Karim'): Promise<void> {
  const { status } = await whatsapp.webhooks.send(whatsapp.inbound({ from, body, name }))
  expect(status).toBe(200)
}

/** The platform tells what became of the newest message to somebody. */
async function tells(to: string, status: 'delivered' | 'read' | 'failed', error?: 131026): Promise<void> {
  const id = whatsapp.state.messages.findLast((message) => message.to === to)?.id ?? ''
  await whatsapp.webhooks.send(whatsapp.status({ id, to, status, ...(error && { error }) }))
}

/** What the platform was given to send, oldest first. */
const sentTexts = () =>
  whatsapp.state.messages.map(({ sent }) => (sent as { text?: { body?: string } }).text?.body)

const main = () => page.getByRole('main')
const list = () => page.getByRole('region', { name: 'Conversations' })
const row = (name: string) => list().getByRole('link', { name })
const log = (name = 'Messages') => page.getByRole('log', { name })
const bubble = (text: string) => log().getByRole('listitem').filter({ hasText: text })
const composer = () => page.getByRole('textbox', { name: 'Write a message' })
const alert = () => main().getByRole('alert')
const dialog = () => page.getByRole('dialog')
const menuEntry = () => page.getByRole('navigation').getByRole('link', { name: /^WhatsApp/ })

async function write(text: string): Promise<void> {
  await composer().fill(text)
  await composer().press('Enter')
}

async function openWith(name: string): Promise<void> {
  await row(name).click()
  await log().waitFor()
}

test('without an account the inbox leads to where one is connected', async () => {
  await menuEntry().click()
  await page.getByRole('heading', { name: 'No WhatsApp account is connected' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Connect WhatsApp' }).click()
  await page.waitForURL('**/integrations?platform=whatsapp')
  await page.getByRole('button', { name: 'Add account' }).click()
  await dialog().getByLabel('Name').fill('Shop number')
  await dialog().getByRole('button', { name: 'Add account' }).click()
  await main().getByRole('button', { name: 'Connect: Shop number' }).click()
  await page.getByText('“Shop number” is connected.').waitFor()
  await menuEntry().click()
  await page.getByRole('heading', { name: 'No conversations yet' }).waitFor()
})

test('what a customer writes appears by itself, is counted in the menu, and is read by being looked at', async () => {
  await writes(sara, 'Is the teapot still there?')
  await row('Sara Karim').getByText('Is the teapot still there?').waitFor()
  await row('Sara Karim').getByRole('img', { name: '1 unread message' }).waitFor()
  await menuEntry().getByRole('img', { name: '1 unread' }).waitFor()

  await openWith('Sara Karim')
  await bubble('Is the teapot still there?').waitFor()
  await menuEntry().getByRole('img').waitFor({ state: 'detached' })
  expect(await row('Sara Karim').getByRole('img').count()).toBe(0)
  await vi.waitFor(async () => expect(await unreadOnServer()).toBe(0))
  expect(new URL(page.url()).searchParams.get('phone')).toBe(sara)

  await writes(sara, 'ومتى يمكنني استلامه؟')
  await bubble('ومتى يمكنني استلامه؟').waitFor()
  await page.getByRole('status').filter({ hasText: 'Sara Karim writes: ومتى يمكنني استلامه؟' }).waitFor()
  await vi.waitFor(async () => expect(await unreadOnServer()).toBe(0), { timeout: 10_000 })
})

async function unreadOnServer(): Promise<number> {
  const token = await tokenOf(server.address, email)
  const rows = await callApi<{ unread_count: number }[]>(
    server.address,
    token,
    '/api/integrations/whatsapp/conversations/',
  )
  return rows.reduce((sum, { unread_count }) => sum + unread_count, 0)
}

test('Enter sends once, Shift+Enter begins a line, and Enter that ends a composed word sends nothing', async () => {
  await composer().fill('It is.')
  await composer().press('Shift+Enter')
  await composer().pressSequentially('Come by until nine.')
  await composer().dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  expect(await composer().inputValue()).toBe('It is.\nCome by until nine.')
  expect(sentTexts()).toEqual([])
  await composer().evaluate((field) => {
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
    field.dispatchEvent(enter())
    field.dispatchEvent(enter())
  })
  await bubble('Come by until nine.').getByText('Sent').waitFor()
  expect(await composer().inputValue()).toBe('')
  expect(sentTexts()).toEqual(['It is.\nCome by until nine.'])
})

test('the ticks move by themselves; a message that failed says why', async () => {
  await tells(sara, 'delivered')
  await bubble('Come by until nine.').getByText('Delivered').waitFor()
  await tells(sara, 'read')
  await bubble('Come by until nine.').getByText('Read').waitFor()
  await write('We have a new one as well.')
  await bubble('We have a new one').getByText('Sent').waitFor()
  await tells(sara, 'failed', 131026)
  await bubble('We have a new one').getByText('Not delivered').waitFor()
  await bubble('We have a new one').getByText('WhatsApp cannot deliver to this number').waitFor()
})

test('a failure keeps the draft, each conversation its own, and says in words what is wrong', async () => {
  await writes(ali, 'Do you deliver to Basra?', 'Ali')
  whatsapp.fail('whatsapp-131037', { path: '/messages' })
  await write('A draft for Sara')
  await alert().getByText('WhatsApp has not approved the display name of your number yet.').waitFor()
  expect(await composer().inputValue()).toBe('A draft for Sara')
  await openWith('Ali')
  expect(await composer().inputValue()).toBe('')
  expect(await alert().count()).toBe(0)
  await page.getByRole('navigation').getByRole('link', { name: 'Products', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor()
  await page.goBack()
  await openWith('Sara Karim')
  expect(await composer().inputValue()).toBe('A draft for Sara')
  await page.reload()
  await openWith('Sara Karim')
  expect(await composer().inputValue()).toBe('A draft for Sara')
  await composer().press('Enter')
  await bubble('A draft for Sara').getByText('Sent').waitFor()
  expect(await composer().inputValue()).toBe('')
})

test('a limit of the platform is counted down, and nothing is sent meanwhile', async () => {
  // Longer than the server waits by itself.
  const limit = { error: { message: '(#130429) Rate limit hit', type: 'OAuthException', code: 130429 } }
  whatsapp.fail({ status: 400, headers: { 'retry-after': '16' }, body: limit }, { path: '/messages' })
  const before = sentTexts().length
  await write('Too fast')
  await page.getByTestId('countdown').waitFor()
  await composer().press('Enter')
  await shoot(page, 'whatsapp-limit-en-1440')
  expect(sentTexts()).toHaveLength(before)
  await page.getByTestId('countdown').waitFor({ state: 'detached' })
  await composer().press('Enter')
  await bubble('Too fast').getByText('Sent').waitFor()
  expect(sentTexts()).toHaveLength(before + 1)
})

test('a lost answer is told as such; the message is in the thread and is not sent again by itself', async () => {
  whatsapp.fail('server-error', { path: '/messages' })
  await write('Perhaps twice')
  await alert().getByText('It may have been sent already').waitFor()
  await bubble('Perhaps twice').getByText('Not confirmed yet').waitFor()
  expect(await composer().inputValue()).toBe('Perhaps twice')
  expect(sentTexts()).not.toContain('Perhaps twice')
  await composer().fill('')
  expect(await alert().count()).toBe(0)
})

test('a text that is too long is counted and not sent', async () => {
  const before = sentTexts().length
  await composer().fill('ا'.repeat(4097))
  await page.getByText('4,097 of 4,096 characters').waitFor()
  await page.getByText('A message has at most 4,096 characters').waitFor()
  await composer().press('Enter')
  expect(sentTexts()).toHaveLength(before)
  await composer().fill('')
})

test('outside the 24 hours the platform takes templates only: chosen, filled in, seen before it is sent', async () => {
  whatsapp.state.openWindows = new Set()
  await write('Are you still there?')
  await alert().getByRole('button', { name: 'Choose a template' }).click()
  await dialog()
    .getByRole('button', { name: /order_ready/ })
    .click()
  await dialog().getByRole('button', { name: 'Send the template' }).click()
  await dialog().getByText('Please fill this in').waitFor()
  await dialog().getByLabel('Value of 1').fill('Sara')
  expect(await page.getByTestId('template-preview').textContent()).toBe('Hello Sara, your order is ready.')
  await shoot(page, 'whatsapp-template-en-1440')
  await expectAccessible(page)
  await dialog().getByRole('button', { name: 'Send the template' }).click()
  await dialog().waitFor({ state: 'detached' })
  await bubble('Hello Sara, your order is ready.').getByText('Sent').waitFor()
  expect(await composer().inputValue()).toBe('Are you still there?')
  expect(whatsapp.state.messages.at(-1)?.sent).toMatchObject({ to: sara, type: 'template' })
})

test('a new conversation begins with a template, and with free words once the customer answers', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await dialog().getByLabel('Phone number').fill('0770 999 8877')
  await dialog().getByRole('button', { name: 'Go on' }).click()
  await dialog().getByText('Begin with the country code instead of 0').waitFor()
  await dialog().getByLabel('Phone number').fill('+٩٦٤ 770 999 8877')
  await dialog().getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Only templates can be sent now').waitFor()
  expect(await composer().count()).toBe(0)
  await main().getByRole('button', { name: 'Choose a template' }).click()
  await dialog()
    .getByRole('button', { name: /hello_world/ })
    .click()
  await dialog().getByRole('button', { name: 'Send the template' }).click()
  await bubble('Hello world').getByText('Sent').waitFor()
  await writes('9647709998877', 'Hello to you', 'Noor')
  await composer().waitFor()
  await row('Noor').waitFor()
})

test('a search finds conversations by name, number and words', async () => {
  const search = list().getByRole('searchbox')
  await search.fill('770 555')
  await vi.waitFor(async () => expect(await list().getByRole('listitem').count()).toBe(1))
  await row('Ali').waitFor()
  await search.fill('nobody at all')
  await page.getByRole('heading', { name: 'No conversation matches' }).waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await row('Noor').waitFor()
})

test('older messages come as somebody goes up, and stay in order', async () => {
  const many = Array.from({ length: 60 }, (_, index) => index + 1)
  for (const number of many) await writes(ali, `Question ${number}.`, 'Ali')
  await page.goto(`${path}?phone=${ali}`)
  await bubble('Question 60.').waitFor()
  expect(await bubble('Question 1.').count()).toBe(0)
  const reachesEnd = await log().evaluate((box) => Math.abs(box.scrollTop) < 2)
  expect(reachesEnd, 'opens at the newest message').toBe(true)
  await log().focus()
  await vi.waitFor(
    async () => {
      await page.keyboard.press('Home')
      expect(await bubble('Question 1.').count()).toBe(1)
    },
    { timeout: 10_000, interval: 500 },
  )
  const texts = await log().getByRole('listitem').allTextContents()
  const numbers = texts.flatMap((text) => /Question (\d+)\./.exec(text)?.[1] ?? []).map(Number)
  expect(numbers).toEqual(many)
})

const words = {
  en: {
    choose: 'Choose a conversation',
    back: 'Back to the conversations',
    search: 'Search names',
    messages: 'Messages',
  },
  fa: {
    choose: 'یک گفت‌وگو را انتخاب کنید',
    back: 'بازگشت به گفت‌وگوها',
    search: 'جست‌وجوی نام',
    messages: 'پیام‌ها',
  },
  ar: { choose: 'اختر محادثة', back: 'العودة إلى المحادثات', search: 'ابحث في الأسماء', messages: 'الرسائل' },
} as const

// Light on wide screens and dark on narrow ones in English, the other way round in the others.
const views = (['en', 'fa', 'ar'] as const).flatMap((language) =>
  [wide, narrow].map((viewport) => ({ language, viewport, width: viewport.width })),
)
test.each(views)(
  'in $language list, thread and templates are accessible at $width pixels',
  async ({ language, viewport }) => {
    if (viewport === wide) {
      await page.setViewportSize(wide)
      await page.goto('/settings')
      await settled(page)
      if (language !== 'en') await speak(page, language)
    }
    await showIn(page, (viewport === narrow) === (language === 'en') ? 'dark' : 'light')
    await page.setViewportSize(viewport)
    const look = async (what: string) => {
      await settled(page)
      await shoot(page, `whatsapp-${what}-${language}-${viewport.width}`)
      await expectAccessible(page)
    }
    const search = main().getByRole('searchbox', { name: words[language].search })
    await page.goto(path)
    await search.waitFor()
    await look('list')
    const invitation = page.getByRole('heading', { name: words[language].choose })
    expect(await invitation.isVisible()).toBe(viewport === wide)

    await main().getByRole('link', { name: 'Sara Karim' }).click()
    await log(words[language].messages).getByText('Hello Sara, your order is ready.').waitFor()
    await look('thread')
    expect(await search.isVisible()).toBe(viewport === wide)

    await main().locator('form button').first().click()
    await dialog()
      .getByRole('button', { name: /order_ready/ })
      .waitFor()
    await look('templates')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    if (viewport === wide) return
    await main().getByRole('link', { name: words[language].back }).click()
    await search.waitFor()
  },
)

test('no page broke on the way', () => {
  expect(failures).toEqual([])
})
