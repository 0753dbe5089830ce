import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { planned, postingShop } from './posting-shop.ts'
import { expectAccessible, narrow, shoot, wide } from './shop.ts'

const shop = postingShop('posts@example.com')
const { choose, dialog, main, message, plannedPosts, startAfresh, toast, xPosts } = shop
let page: Page
beforeAll(() => {
  page = shop.page
})

const card = (name: string) => main().getByRole('article', { name })
const shopPage = () => shop.meta.state.pages[0]!
const metaPosts = (text: string) => shopPage().posts.filter(({ message }) => message === text)

test('without an account the pages lead to where one is connected', async () => {
  for (const path of ['/integrations/posts', '/integrations/publish']) {
    await page.goto(path)
    await page.getByRole('heading', { name: 'No account to work with yet' }).waitFor()
    await expectAccessible(page)
  }
  await page.getByRole('link', { name: 'Connect an account' }).click()
  await page.waitForURL(/\/integrations$/)
  await shop.connectAccounts()
})

describe('posts', () => {
  const post = () => page.getByRole('listitem').filter({ hasText: 'Fresh pomegranates' }).first()

  test('are listed with their figures, more on demand, and found among those loaded', async () => {
    await page.goto(`/integrations/posts?account=${shop.ids.meta}`)
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
    await page.goto(`/integrations/posts?account=${shop.ids.meta}`)
    await post().getByRole('button', { name: 'Comments' }).click()
    await dialog().getByText('Do you deliver to Basra?').waitFor()
    await dialog().getByRole('button', { name: 'Reply: Ali Karim' }).click()
    const send = dialog().getByRole('button', { name: 'Publish reply' })
    await dialog().getByLabel('Your reply').fill('Yes, from tomorrow on.')
    shop.meta.fail('missing-permission', { method: 'POST', path: '/comments' })
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
    shop.meta.fail('missing-permission', { method: 'GET', path: '/posts' })
    await page.goto(`/integrations/posts?account=${shop.ids.meta}`)
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
    expect(await page.getByTestId(`target-${shop.ids.meta}`).textContent()).toContain('Published')
    const link = page.getByTestId(`target-${shop.ids.x}`).getByRole('link', { name: 'Open the post' })
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
    await page.goto(`/integrations/publish?account=${shop.ids.meta}`)
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
    shop.x.fail('duplicate-post', { method: 'POST', path: '/2/tweets' })
    shop.meta.fail('reset', { method: 'POST', path: '/feed' })
    await startAfresh()
    await choose('Tea house on X', 'Tea house Meta')
    await message().fill('Saffron has arrived.')
    await page.getByRole('button', { name: 'Publish now' }).click()
    await page.getByRole('heading', { name: 'Not everything went well' }).waitFor()
    const failed = page.getByTestId(`target-${shop.ids.x}`)
    const unsure = page.getByTestId(`target-${shop.ids.meta}`)
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

  test('what somebody has seen on the platform is published, and not sent again', async () => {
    shop.meta.fail('reset', { method: 'POST', path: '/feed' })
    await startAfresh()
    await choose('Tea house Meta')
    await message().fill('Cardamom has arrived.')
    await page.getByRole('button', { name: 'Publish now' }).click()
    const unsure = page.getByTestId(`target-${shop.ids.meta}`)
    await unsure.getByText('Nobody knows yet whether this was published').waitFor()
    await unsure.getByRole('button', { name: 'It is there' }).click()
    await unsure.getByText('Published', { exact: true }).waitFor()
    expect(await unsure.getByRole('button').count()).toBe(0)
    expect(metaPosts('Cardamom has arrived.')).toEqual([])
  })
})
