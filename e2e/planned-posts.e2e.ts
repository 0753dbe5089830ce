import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { postingShop } from './posting-shop.ts'
import { expectAccessible, narrow, settled, shoot, showIn, speak, wide } from './shop.ts'

/** Six screens under the eye of axe take their time on a busy machine. */
const looksLimitMs = 240_000

const shop = postingShop('planned@example.com')
const { choose, dialog, main, message, plan, plannedPosts, startAfresh, toast, xPosts } = shop
let page: Page
beforeAll(async () => {
  await shop.connectAccounts()
  page = shop.page
})

const row = (text: string) => page.getByRole('row').filter({ hasText: text })
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

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
    await plan({ message: 'Tea at five.', scheduled_at: inSeconds(6), targets: [{ account: shop.ids.x }] })
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
    await plan({
      message: 'Calendar post',
      scheduled_at: `${soon}T05:00:00Z`,
      targets: [{ account: shop.ids.x }],
    })
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
        ['posts', `/integrations/posts?account=${shop.ids.meta}`],
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
  })
})
