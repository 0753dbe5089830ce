import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type GoogleDouble, startGoogleDouble } from '../server/test/doubles/google.ts'
import { startRealServer } from './real-server.ts'
import { expectAccessible, launch, settled, shoot, visitor } from './shop.ts'

const clientId = 'shop.apps.example.com'

let browser: Browser
let google: GoogleDouble
let server: Awaited<ReturnType<typeof startRealServer>>

beforeAll(async () => {
  browser = await launch()
  google = await startGoogleDouble()
  server = await startRealServer(google.env(clientId))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await google?.close()
})

async function open(address: string, path: string): Promise<Page> {
  const context = await visitor(browser, address)
  await context.route(
    (url) => url.origin === google.base,
    (route) => route.continue(),
  )
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

const button = (page: Page) => page.getByRole('button', { name: 'Continue with Google' })

test('a server without Google shows no button', async () => {
  const page = await open(inject('address'), '/login')
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  expect(await button(page).count()).toBe(0)
})

test('somebody new comes in with Google and lands where he wanted to go', async () => {
  google.visitor = { sub: '1', email: 'mai@example.com', name: 'Mai', aud: clientId }
  const page = await open(server.address, '/products?q=tea')
  await shoot(page, 'login-google-en-1440')
  await expectAccessible(page)
  await button(page).click()
  await page.waitForURL('**/products?q=tea')
  await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor()
  expect(await page.evaluate(() => window.history.state !== null && window.location.hash)).toBe('')
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor()
  await page.goBack().catch(() => null)
  expect(page.url()).not.toContain('ya29')
})

test('whoever cancels at Google is told so, and nobody is signed in', async () => {
  google.visitor = null
  const page = await open(server.address, '/signup')
  await button(page).click()
  await page.getByRole('heading', { name: 'The sign-in with Google did not work' }).waitFor()
  await expectAccessible(page)
  await page.goto('/orders')
  await page.getByRole('button', { name: 'Log in' }).waitFor()
})

test('an answer that this browser did not ask for signs nobody in', async () => {
  google.issue('ya29.thief', { sub: '9', email: 'thief@example.com', aud: clientId })
  const page = await open(server.address, '/google#access_token=ya29.thief&state=guessed')
  await page.getByRole('heading', { name: 'The sign-in with Google did not work' }).waitFor()
  expect(page.url()).not.toContain('ya29')
})
