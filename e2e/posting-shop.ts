import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { newPost } from '../server/test/doubles/graph/state.ts'
import { type MetaDouble, startMetaDouble } from '../server/test/doubles/meta.ts'
import { startTikTokDouble } from '../server/test/doubles/tiktok.ts'
import { startXDouble, type XDouble } from '../server/test/doubles/x.ts'
import { startRealServer } from './real-server.ts'
import { callApi, launch, signUp, tokenOf, visitor } from './shop.ts'

export const planned = '/api/integrations/planned-posts/'

type Planned = {
  id: number
  message: string
  status: string
  scheduled_at: string
  targets: { account: number; message: string | null; options: object; status: string }[]
}

/** For the tests of a file: a server between doubles of Meta, X and TikTok, and somebody who has signed up at it and connected nothing yet. No test may leave an error on the page. */
export function postingShop(email: string) {
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
    fillPage(meta.state.pages[0]!)
    server = await startRealServer({ ...meta.env, ...x.env, ...tiktok.env, PUBLISH_INTERVAL_SECONDS: '1' })
    const context = await visitor(browser, server.address)
    page = await context.newPage()
    page.on('pageerror', (error) => failures.push(error.message))
    await signUp(page, email)
  })
  afterEach(() => {
    expect(failures).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await Promise.all([meta?.close(), x?.close(), tiktok?.close()])
  })

  const main = () => page.getByRole('main')
  const message = () => main().getByLabel('Text', { exact: true })

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

  return {
    get meta() {
      return meta
    },
    get x() {
      return x
    },
    get page() {
      return page
    },
    /** Of the connected accounts. */
    get ids() {
      return ids
    },
    connectAccounts: async () => {
      ids = {
        meta: await connect('meta', 'Tea house'),
        x: await connect('twitter', 'Tea house on X'),
        tiktok: await connect('tiktok', 'Tea films'),
      }
    },
    xPosts: (text: string) => x.state.posts.filter((post) => post.text === text),
    plannedPosts: async (text: string) => {
      const token = await tokenOf(server.address, email)
      const { results } = await callApi<{ results: Planned[] }>(
        server.address,
        token,
        `${planned}?page_size=200`,
      )
      return results.filter((post) => post.message === text)
    },
    plan: async (body: object) =>
      callApi<Planned>(server.address, await tokenOf(server.address, email), planned, body),
    main,
    dialog: () => page.getByRole('dialog'),
    toast: (text: string | RegExp) => page.locator('.mantine-Notification-root').filter({ hasText: text }),
    /** The text of the post that is being written. */
    message,
    /** An empty form, whatever a test before has left in it. */
    startAfresh: async () => {
      await page.goto('/integrations/publish')
      await message().waitFor()
      const afresh = page.getByRole('button', { name: 'Start afresh' })
      if (await afresh.isVisible()) await afresh.click()
    },
    choose: async (...names: string[]) => {
      for (const name of names)
        await main()
          .getByRole('checkbox', { name: new RegExp(`^${name}`) })
          .check()
    },
  }
}

/** More posts than one page of the list; one with comments. */
function fillPage({ id, posts }: MetaDouble['state']['pages'][number]): void {
  const at = (hoursAgo: number) =>
    new Date(Date.now() - hoursAgo * 3_600_000).toISOString().replace(/\.\d+Z$/, '+0000')
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
      media: ['https://img.example.com/pomegranate.jpg'],
      comments: [
        comment('Ali Karim', 'Do you deliver to Basra?', 1),
        comment('سارة هادي', 'هل التوصيل مجاني؟', 2),
      ],
    }),
  )
}
