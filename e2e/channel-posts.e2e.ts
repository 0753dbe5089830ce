import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newPost } from '../server/test/doubles/graph/state.ts'
import { type MetaDouble, startMetaDouble } from '../server/test/doubles/meta.ts'
import { startTikTokDouble } from '../server/test/doubles/tiktok.ts'
import { startXDouble, type XDouble } from '../server/test/doubles/x.ts'
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

const email = 'posts@example.com'
/** Six screens under the eye of axe take their time on a busy machine. */
const looksLimitMs = 240_000
const planned = '/api/integrations/planned-posts/'

let browser: Browser
let meta: MetaDouble
let x: XDouble
let tiktok: Awaited<ReturnType<typeof startTikTokDouble>>
let server: Awaited<ReturnType<typeof startRealServer>>
let page: Page
let ids: { meta: number; x: number; tiktok: number }
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  ;[meta, x, tiktok] = await Promise.all([startMetaDouble(), startXDouble(), startTikTokDouble()])
  fillPage()
  server = await startRealServer({ ...meta.env, ...x.env, ...tiktok.env, PUBLISH_INTERVAL_SECONDS: '1' })
  const context = await visitor(browser, server.address)
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await Promise.all([meta?.close(), x?.close(), tiktok?.close()])
})

const dialog = () => page.getByRole('dialog')
const main = () => page.getByRole('main')
const toast = (text: string | RegExp) => page.locator('.mantine-Notification-root').filter({ hasText: text })
const row = (text: string) => page.getByRole('row').filter({ hasText: text })
const shopPage = () => meta.state.pages[0]!
const metaPosts = (text: string) => shopPage().posts.filter(({ message }) => message === text)
const xPosts = (text: string) => x.state.posts.filter((post) => post.text === text)

/** More posts than one page of the list; one with comments. */
function fillPage(): void {
  const at = (hoursAgo: number) =>
    new Date(Date.now() - hoursAgo * 3_600_000).toISOString().replace(/\.\d+Z$/, '+0000')
  const { id, posts } = shopPage()
  for (let index = 30; index > 0; index--)
    posts.push(newPost(`${id}_1${index}`, at(index * 20 + 10), { message: `Older news, part ${index}` }))
  const comment = (name: string, message: string, index: number) => ({
    id: `900_${index}`,
    message,
    created_time: at(2),
    from: { id: `77${index}`, name },
    is_hidden: false,
    parent: null,
  })
  posts.push(
    newPost(`${id}_900`, at(3), {
      message: 'Fresh pomegranates are in.\nاليوم: رمان طازج من البصرة.',
      likes: 1240,
      shares: 2,
      media: [`${'https://img.example.com'}/pomegranate.jpg`],
      comments: [
        comment('Ali Karim', 'Do you deliver to Basra?', 1),
        comment('سارة هادي', 'هل التوصيل مجاني؟', 2),
      ],
    }),
  )
}

/** As a person does it in the browser, over the API. */
async function connect(platform: string, name: string): Promise<number> {
  const token = await tokenOf(server.address, email)
  const accounts = '/api/integrations/accounts/'
  const { id } = await callApi<{ id: number }>(server.address, token, accounts, { platform, name })
  const begun = await fetch(`${server.address}${accounts}${id}/connect/`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
  const { authorization_url } = (await begun.json()) as { authorization_url: string }
  const consent = await fetch(authorization_url, { redirect: 'manual' })
  const back = await fetch(consent.headers.get('location') ?? '', {
    redirect: 'manual',
    headers: { cookie: (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '' },
  })
  expect(back.headers.get('location')).toContain('connected=true')
  return id
}

type Planned = {
  id: number
  message: string
  status: string
  scheduled_at: string
  targets: { account: number; message: string | null; options: object; status: string }[]
}
async function plannedPosts(message: string): Promise<Planned[]> {
  const token = await tokenOf(server.address, email)
  const { results } = await callApi<{ results: Planned[] }>(server.address, token, `${planned}?page_size=200`)
  return results.filter((post) => post.message === message)
}
async function plan(body: object): Promise<Planned> {
  return callApi<Planned>(server.address, await tokenOf(server.address, email), planned, body)
}
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

async function choose(...names: string[]): Promise<void> {
  for (const name of names)
    await main()
      .getByRole('checkbox', { name: new RegExp(`^${name}`) })
      .check()
}
/** An empty form, whatever a test before has left in it. */
async function startAfresh(): Promise<void> {
  await page.goto('/integrations/publish')
  await message().waitFor()
  const afresh = page.getByRole('button', { name: 'Start afresh' })
  if (await afresh.isVisible()) await afresh.click()
}
const card = (name: string) => main().getByRole('article', { name })
const message = () => main().getByLabel('Text', { exact: true })

test('without an account the pages lead to where one is connected', async () => {
  for (const path of ['/integrations/posts', '/integrations/publish']) {
    await page.goto(path)
    await page.getByRole('heading', { name: 'No account to work with yet' }).waitFor()
    await expectAccessible(page)
  }
  await page.getByRole('link', { name: 'Connect an account' }).click()
  await page.waitForURL(/\/integrations$/)
  ids = {
    meta: await connect('meta', 'Tea house'),
    x: await connect('twitter', 'Tea house on X'),
    tiktok: await connect('tiktok', 'Tea films'),
  }
})

describe('posts', () => {
  const post = () => page.getByRole('listitem').filter({ hasText: 'Fresh pomegranates' }).first()

  test('are listed with their figures, more on demand, and found among those loaded', async () => {
    await page.goto(`/integrations/posts?account=${ids.meta}`)
    await post().waitFor()
    expect(await post().textContent()).toContain('1,240 likes')
    expect(await post().textContent()).toContain('2 comments')
    await page.getByText('25 posts loaded').waitFor()
    await page.getByRole('searchbox').fill('part 30')
    await page.getByText('0 of 25 loaded posts').waitFor()
    await page.getByRole('button', { name: 'Load more' }).click()
    await page.getByText('1 of 31 loaded posts').waitFor()
    await page.getByText('Older news, part 30').waitFor()
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0)
    const link = page.getByRole('link', { name: 'Open on the platform' }).first()
    expect(await link.getAttribute('rel')).toContain('noopener')
  })

  test('comments are answered once and hidden on the platform; an answer that fails is kept', async () => {
    await page.goto(`/integrations/posts?account=${ids.meta}`)
    await post().getByRole('button', { name: 'Comments' }).click()
    await dialog().getByText('Do you deliver to Basra?').waitFor()
    await dialog().getByRole('button', { name: 'Reply: Ali Karim' }).click()
    const send = dialog().getByRole('button', { name: 'Publish reply' })
    await dialog().getByLabel('Your reply').fill('Yes, from tomorrow on.')
    meta.fail('missing-permission', { method: 'POST', path: '/comments' })
    await send.click()
    await dialog().getByRole('alert').waitFor()
    expect(await dialog().getByLabel('Your reply').inputValue()).toBe('Yes, from tomorrow on.')
    // Both in one turn: between the clicks of a mouse the form moves under it.
    await send.evaluate((button: HTMLElement) => {
      button.click()
      button.click()
    })
    await toast('The reply is published.').waitFor()
    expect(await dialog().getByLabel('Your reply').count()).toBe(0)
    const { comments } = shopPage().posts.find(({ id }) => id.endsWith('_900'))!
    expect(comments.filter((one) => one.message === 'Yes, from tomorrow on.')).toHaveLength(1)

    const first = dialog().getByRole('listitem').filter({ hasText: 'Do you deliver' })
    await first.getByRole('button', { name: 'Hide' }).click()
    await first.getByText('Hidden', { exact: true }).waitFor()
    expect(comments.find(({ id }) => id === '900_1')?.is_hidden).toBe(true)
    await first.getByRole('button', { name: 'Show again' }).click()
    await vi.waitFor(() => expect(comments.find(({ id }) => id === '900_1')?.is_hidden).toBe(false))
  })

  test('what the platform refuses is said in words, and can be tried again', async () => {
    meta.fail('missing-permission', { method: 'GET', path: '/posts' })
    await page.goto(`/integrations/posts?account=${ids.meta}`)
    await page.getByText('A permission is missing.').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Try again' }).click()
    await post().waitFor()
  })
})

describe('publishing', () => {
  test('each platform counts in its own way and says what stands against a post', async () => {
    await startAfresh()
    await choose('Tea house on X', 'Tea house Meta', 'Tea films')
    const counters = page.getByTestId('counters').first()
    await message().fill(`${'ab '.repeat(90)}سلام 👋`)
    await counters.getByText('276 / 63,206').waitFor()
    await counters.getByText('277 / 280').waitFor()
    await message().fill('n'.repeat(300))
    await counters.getByText('300 / 280 · 20 too many').waitFor()
    await card('Tea house on X, X').getByText('The text is too long for this platform.').waitFor()
    await card('Tea house, Meta').getByText('This account can take the post.').waitFor()

    await page.getByRole('button', { name: 'Publish now' }).click()
    await page.getByText('2 accounts cannot take the post as it is.').waitFor()
    await card('Tea films, TikTok').getByText('This platform needs a picture or a video.').waitFor()
    await card('Tea films, TikTok').getByLabel('Who may see it').waitFor()
    expect(await plannedPosts('n'.repeat(300))).toEqual([])
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      await shoot(page, `post-problems-en-${viewport.width}`)
      await expectAccessible(page)
    }
    await page.setViewportSize(wide)
    await main()
      .getByRole('checkbox', { name: /^Tea films/ })
      .uncheck()
    await page.getByLabel('Link (optional)').fill('not an address')
    await page.getByText('Enter a web address that begins with').waitFor()
    await page.getByLabel('Link (optional)').fill('')
  })

  test('a post goes to two platforms at once, with a text of its own on one; a second click sends nothing more', async () => {
    await startAfresh()
    await choose('Tea house on X', 'Tea house Meta')
    await message().fill('New in: mountain tea, picked in May.')
    await card('Tea house on X, X').getByLabel('A text of its own for this account').check()
    await page.getByLabel('Text for Tea house on X').fill('Mountain tea is in!')
    await page.getByRole('button', { name: 'Publish now' }).dblclick()
    await page.getByRole('heading', { name: 'Published', exact: true }).waitFor()
    expect(await page.getByTestId(`target-${ids.meta}`).textContent()).toContain('Published')
    const link = page.getByTestId(`target-${ids.x}`).getByRole('link', { name: 'Open the post' })
    expect(await link.getAttribute('href')).toContain(xPosts('Mountain tea is in!')[0]?.id)
    expect(metaPosts('New in: mountain tea, picked in May.')).toHaveLength(1)
    expect(xPosts('Mountain tea is in!')).toHaveLength(1)
    expect(await plannedPosts('New in: mountain tea, picked in May.')).toHaveLength(1)
    await shoot(page, 'post-result-en-1440')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Write another post' }).click()
    expect(await message().inputValue()).toBe('')
  })

  test('a draft outlives a lost answer and a reload, and is published once however often it is sent', async () => {
    await startAfresh()
    await choose('Tea house on X')
    await message().fill('Open on Friday too.')
    // The request arrives, its answer does not.
    await page.route(`**${planned}`, async (route) => {
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Publish now' }).click()
    await page.getByText('The server cannot be reached.').waitFor()
    await page.getByText('What you wrote is kept.').waitFor()
    await page.unroute(`**${planned}`)
    await page.reload()
    await page.getByText('This is what you last wrote.').waitFor()
    expect(await message().inputValue()).toBe('Open on Friday too.')
    expect(
      await main()
        .getByRole('checkbox', { name: /^Tea house on X/ })
        .isChecked(),
    ).toBe(true)
    await page.getByRole('button', { name: 'Publish now' }).click()
    await page.getByRole('heading', { name: 'Published', exact: true }).waitFor()
    expect(await plannedPosts('Open on Friday too.')).toHaveLength(1)
    expect(xPosts('Open on Friday too.')).toHaveLength(1)
    await page.goto('/integrations/publish')
    await message().waitFor()
    expect(await message().inputValue()).toBe('')
  })

  test('a picture is uploaded here and shown in the preview', async () => {
    await startAfresh()
    await page.goto(`/integrations/publish?account=${ids.meta}`)
    await page.locator('input[type=file]').setInputFiles({
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    })
    await page.getByRole('button', { name: 'Remove item 1' }).waitFor()
    const picture = card('Tea house, Meta').locator('img')
    await picture.waitFor()
    expect(await picture.getAttribute('src')).toMatch(/^\/uploads\/images\//)
    await page.getByLabel('Or by its address in the web').fill('https://img.example.com/tea.mp4')
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Video' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await card('Tea house, Meta').getByText('does not take this kind').waitFor()
    await page.getByRole('button', { name: 'Remove item 2' }).click()
    await page.getByRole('button', { name: 'Remove item 1' }).click()
  })

  test('what failed is said and published again; what nobody knows is decided by a person who has looked', async () => {
    x.fail('duplicate-post', { method: 'POST', path: '/2/tweets' })
    meta.fail('reset', { method: 'POST', path: '/feed' })
    await startAfresh()
    await choose('Tea house on X', 'Tea house Meta')
    await message().fill('Saffron has arrived.')
    await page.getByRole('button', { name: 'Publish now' }).click()
    await page.getByRole('heading', { name: 'Not everything went well' }).waitFor()
    const failed = page.getByTestId(`target-${ids.x}`)
    const unsure = page.getByTestId(`target-${ids.meta}`)
    await failed.getByText('The platform refused this.').waitFor()
    await unsure.getByText('Nobody knows yet whether this was published').waitFor()
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      await shoot(page, `post-unsure-en-${viewport.width}`)
      await expectAccessible(page)
    }
    await page.setViewportSize(wide)
    await failed.getByRole('button', { name: 'Publish again' }).click()
    await failed.getByText('Published', { exact: true }).waitFor()
    await unsure.getByRole('button', { name: 'It is not there, publish again' }).click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(metaPosts('Saffron has arrived.')).toEqual([])
    await unsure.getByRole('button', { name: 'It is not there, publish again' }).click()
    await dialog().getByRole('button', { name: 'It is not there, publish' }).click()
    await unsure.getByText('Published', { exact: true }).waitFor()
    expect(metaPosts('Saffron has arrived.')).toHaveLength(1)
    expect(xPosts('Saffron has arrived.')).toHaveLength(1)
  })
})

describe('planning', () => {
  test('the time is that of the shop; a post is planned, changed and canceled', async () => {
    await startAfresh()
    await choose('Tea house on X')
    await message().fill('See you at the fair!')
    await page.getByRole('radio', { name: 'At a time' }).check()
    await page.getByText('Time zone of the shop: Asia/Saigon').waitFor()
    const time = page.getByLabel('Day and time')
    await time.fill('2020-01-01T10:00')
    await page.getByText('This time has passed already').waitFor()
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    await time.fill(`${day}T10:00`)
    await page.getByRole('button', { name: 'Plan the post' }).click()
    await toast('Planned for').waitFor()
    await row('See you at the fair!').getByText('Planned').first().waitFor()
    const [made] = await plannedPosts('See you at the fair!')
    expect(made?.scheduled_at).toBe(`${day}T03:00:00.000Z`)

    await row('See you at the fair!').getByRole('button').click()
    await shoot(page, 'planned-post-en-1440')
    await expectAccessible(page)
    await dialog().getByRole('link', { name: 'Change' }).click()
    await page.getByRole('heading', { level: 1, name: 'Change a planned post' }).waitFor()
    expect(await time.inputValue()).toBe(`${day}T10:00`)
    await message().fill('See you at the tea fair!')
    await page.getByRole('button', { name: 'Save the change' }).click()
    await row('See you at the tea fair!').waitFor()

    await row('See you at the tea fair!').getByRole('button').click()
    await dialog().getByRole('button', { name: 'Cancel the post' }).click()
    await dialog().filter({ hasText: 'Cancel this post?' }).getByRole('button', { name: 'Keep it' }).click()
    expect((await plannedPosts('See you at the tea fair!'))[0]?.status).toBe('scheduled')
    await dialog().getByRole('button', { name: 'Cancel the post' }).click()
    const question = dialog().filter({ hasText: 'Cancel this post?' })
    await question.getByRole('button', { name: 'Cancel the post' }).click()
    await dialog().getByText('Canceled').first().waitFor()
    expect((await plannedPosts('See you at the tea fair!'))[0]?.status).toBe('canceled')
  })

  test('a planned post goes out by itself, and the queue shows it without being asked', async () => {
    await plan({ message: 'Tea at five.', scheduled_at: inSeconds(6), targets: [{ account: ids.x }] })
    await page.goto('/integrations/calendar?view=queue')
    await row('Tea at five.').getByText('Planned').first().waitFor()
    await row('Tea at five.').getByText('Published').first().waitFor({ timeout: 45_000 })
    expect(xPosts('Tea at five.')).toHaveLength(1)
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Canceled' }).click()
    await row('Tea at five.').waitFor({ state: 'detached' })
  })

  test('the calendar shows posts on their days and plans for a day, with the keyboard as well', async () => {
    const today = new Date()
    const soon = new Date(today.getTime() + 2 * 86_400_000).toISOString().slice(0, 10)
    await plan({ message: 'Calendar post', scheduled_at: `${soon}T05:00:00Z`, targets: [{ account: ids.x }] })
    await page.goto(`/integrations/calendar?day=${soon}`)
    const days = page.getByRole('table')
    await days.getByText('Calendar post').waitFor()
    expect(await days.getByRole('columnheader').first().textContent()).toBe('Sun')
    const at = (day: string) => days.locator(`[data-day="${day}"]`)
    const after = (count: number) =>
      new Date(Date.parse(`${soon}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
    await at(soon).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await vi.waitFor(async () =>
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-day'))).toBe(after(8)),
    )
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Write a post' }).waitFor()
    expect(await page.getByLabel('Day and time').inputValue()).toBe(`${after(8)}T10:00`)
    await page.goto(`/integrations/calendar?view=week&day=${soon}`)
    await days.getByRole('button', { name: /Calendar post/ }).click()
    await dialog().getByText('Tea house on X').waitFor()
  })
})

describe('looks', () => {
  const texts: Record<'en' | 'fa' | 'ar', { message: string; comments: string }> = {
    en: { message: 'Spring tea is here', comments: 'Comments' },
    fa: { message: 'چای بهاره رسید', comments: 'دیدگاه‌ها' },
    ar: { message: 'وصل شاي الربيع', comments: 'التعليقات' },
  }

  const cases = (['en', 'fa', 'ar'] as const).flatMap((language) =>
    [wide, narrow].map((viewport) => ({ language, viewport, width: viewport.width })),
  )

  test.each(cases)(
    'every page reads in $language at $width px',
    async ({ language, viewport, width }) => {
      await page.setViewportSize(wide)
      await page.goto('/integrations/publish')
      await speak(page, language)
      await main().locator('textarea').first().fill(texts[language].message)
      await main().getByRole('checkbox').nth(0).check()
      await main().getByRole('checkbox').nth(1).check()
      await main().getByRole('radio').nth(1).check()
      await page.setViewportSize(viewport)
      for (const [name, path] of [
        ['publish', '/integrations/publish'],
        ['queue', '/integrations/calendar?view=queue'],
        ['month', '/integrations/calendar'],
        ['week', '/integrations/calendar?view=week'],
        ['posts', `/integrations/posts?account=${ids.meta}`],
      ] as const) {
        await page.goto(path)
        await settled(page)
        await shoot(page, `channel-${name}-${language}-${width}`)
        await expectAccessible(page)
      }
      const post = page.getByRole('listitem').filter({ hasText: 'Fresh pomegranates' }).first()
      await post.getByRole('button', { name: texts[language].comments }).click()
      await dialog().getByRole('listitem').first().waitFor()
      await shoot(page, `channel-comments-${language}-${width}`)
      await expectAccessible(page)
    },
    looksLimitMs,
  )

  test('the dark scheme keeps its contrasts', async () => {
    await page.setViewportSize(wide)
    await showIn(page, 'dark')
    for (const path of [
      '/integrations/publish',
      '/integrations/calendar',
      '/integrations/calendar?view=queue',
    ]) {
      await page.goto(path)
      await settled(page)
      await expectAccessible(page)
    }
    await shoot(page, 'channel-queue-ar-dark-1440')
    expect(failures).toEqual([])
  })
})
