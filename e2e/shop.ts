import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { administrator } from './real-server.ts'

export type Language = 'en' | 'fa'

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url))

export const wide = { width: 1440, height: 900 }
export const narrow = { width: 360, height: 740 }

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A fresh visitor. Nothing outside the server under test can be reached; such pictures stay empty. */
export async function visitor(browser: Browser, address: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-US',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: wide,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  await context.route(
    (url) => url.origin !== address,
    (route) => route.abort(),
  )
  return context
}

export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/signup')
  await page.getByLabel('Name').fill('Lan Pham')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: false }).first().fill('blue-Lantern-42-river')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Hello, Lan Pham' }).waitFor()
}

const languageNames: Record<Language | 'ar', string> = { en: 'English', fa: 'فارسی', ar: 'العربية' }

/** Through the menu in the header, as a person would; resolves when the page reads in that language. */
export async function speak(page: Page, language: Language | 'ar'): Promise<void> {
  await page.getByRole('button', { name: /^(Language|زبان|اللغة)/ }).click()
  await page.getByRole('menuitem', { name: languageNames[language] }).click()
  await page.locator(`html[lang^="${language}"]`).waitFor()
}

export async function showIn(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme })
}

/** Waits until nothing on the page is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(
    () => document.querySelector('.mantine-Skeleton-root, main [aria-busy="true"]') === null,
  )
}

export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true })
}

/** No serious or critical finding of axe, and nothing that sticks out of the side of the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const report = bad.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`,
  )
  expect(report).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, 'pixels that stick out sideways').toBeLessThanOrEqual(0)
}

/** The access token of a new session, for what a test prepares or checks over the API. */
export async function tokenOf(
  address: string,
  email: string,
  password = 'blue-Lantern-42-river',
): Promise<string> {
  const answer = await fetch(`${address}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: email, password }),
  })
  const body = (await answer.json()) as { token: string }
  return body.token
}

export async function callApi<T>(address: string, token: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(address + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.ok, `${path} answered ${answer.status}`).toBe(true)
  return (await answer.json()) as T
}

/** The text of the newest mail to an address whose subject or text holds `about`; waits for it. */
export async function mailTo(address: string, to: string, about: string): Promise<string> {
  type Outbox = { results: { to: string; subject: string; text: string }[] }
  const token = await tokenOf(address, administrator.email, administrator.password)
  return vi.waitFor(
    async () => {
      const { results } = await callApi<Outbox>(address, token, '/api/v1/admin-panel/outbox/?limit=50')
      const found = results.find((mail) => mail.to === to && `${mail.subject} ${mail.text}`.includes(about))
      expect(found, `a mail to ${to} about ${about}`).toBeDefined()
      return found?.text ?? ''
    },
    { timeout: 15_000, interval: 200 },
  )
}
