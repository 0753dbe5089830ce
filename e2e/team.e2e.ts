import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  callApi,
  expectAccessible,
  launch,
  mailTo,
  narrow,
  settled,
  shoot,
  signUp,
  speak,
  tokenOf,
  visitor,
  wide,
} from './shop.ts'

const address = inject('address')
const email = 'owner-of-team@example.com'
const sellerEmail = 'seller@example.com'
const otherEmail = 'other-shop@example.com'

let browser: Browser
let owner: Page
let seller: Page
let other: Page

beforeAll(async () => {
  browser = await launch()
  owner = await newPerson()
  await signUp(owner, email)
  const token = await tokenOf(address, email)
  await fetch(`${address}/api/v1/workspace/`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Tea house' }),
  })
  await callApi(address, token, '/api/products', { name: 'Cast-iron teapot', price: 450_000, stock: 40 })
  seller = await newPerson()
  other = await newPerson()
})
afterAll(() => browser?.close())

async function newPerson(): Promise<Page> {
  return (await visitor(browser, address)).newPage()
}

async function invite(whom: string, role: string): Promise<void> {
  await owner.goto('/settings?tab=team')
  await owner.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = owner.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(whom)
  await dialog.getByRole('radio', { name: role }).check()
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  await owner.getByRole('row').filter({ hasText: whom }).waitFor()
}

/** The path of the link in the newest invitation. */
async function linkTo(whom: string): Promise<string> {
  const text = await mailTo(address, whom, '/invitation?token=')
  return /\/invitation\?token=[^\s"<]+/.exec(text)?.[0] ?? ''
}

const menu = (page: Page) => page.getByRole('navigation', { name: 'Main menu' })

describe('a team', () => {
  test('the owner invites by e-mail with a role that is explained', async () => {
    await owner.goto('/settings?tab=team')
    await owner.getByRole('button', { name: 'Invite somebody' }).click()
    const dialog = owner.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('nobody')
    await dialog.getByRole('button', { name: 'Send the invitation' }).click()
    await dialog.getByText('This is not an e-mail address').waitFor()
    await dialog.getByText('Sees everything and changes nothing').waitFor()
    await dialog.getByLabel('E-mail').fill(email)
    await dialog.getByRole('button', { name: 'Send the invitation' }).click()
    await dialog.getByText('This address cannot be invited').waitFor()
    await shoot(owner, 'invite-en-1440')
    await expectAccessible(owner)
    await invite(sellerEmail, 'Seller')
    expect(await owner.getByRole('row').filter({ hasText: sellerEmail }).textContent()).toContain('Open')
  })

  test('the invited person signs up through the link and sees what a seller may', async () => {
    await seller.goto(await linkTo(sellerEmail))
    await seller.getByRole('heading', { level: 1, name: 'Join Tea house' }).waitFor()
    expect(await seller.getByLabel('E-mail').inputValue()).toBe(sellerEmail)
    await shoot(seller, 'invitation-en-1440')
    await expectAccessible(seller)
    await seller.getByLabel('Your name').fill('Minh Seller')
    await seller.getByLabel('Password').first().fill('blue-Lantern-42-river')
    await seller.getByRole('button', { name: 'Create account and join' }).click()
    await seller.getByRole('heading', { level: 1, name: 'Hello, Minh Seller' }).waitFor()
    await seller.getByText('This is how Tea house is doing.').waitFor()

    await seller.goto('/products')
    await seller.getByRole('link', { name: 'Cast-iron teapot' }).waitFor()
    expect(await seller.getByRole('link', { name: 'Add product' }).count()).toBe(0)
    await seller.getByRole('link', { name: 'Cast-iron teapot' }).click()
    await seller.getByText('your role does not allow changes').waitFor()
    expect(await seller.getByLabel('Name').isDisabled()).toBe(true)
    expect(await seller.getByRole('button', { name: 'Save' }).count()).toBe(0)
    await expectAccessible(seller)

    await seller.goto('/products/new')
    await seller.getByRole('heading', { level: 1, name: 'Your role does not allow this' }).waitFor()
    expect(await seller.locator('main').textContent()).toContain('Seller')
    await shoot(seller, 'forbidden-en-1440')
    await expectAccessible(seller)
    await seller.goto('/settings?tab=tokens')
    await seller.getByRole('heading', { name: 'Your role does not allow this' }).waitFor()
    await seller.goto('/settings')
    await settled(seller)
    expect(await seller.getByRole('tab', { name: 'API tokens' }).count()).toBe(0)
    await seller.goto('/orders')
    await seller.getByRole('link', { name: 'New order' }).first().waitFor()
  })

  test('a change of the role reaches the open page with the first refusal', async () => {
    await seller.goto('/customers')
    await seller.getByRole('button', { name: 'Add a customer' }).first().click()
    await owner.goto('/settings?tab=team')
    await owner.getByRole('button', { name: 'Change the role of Minh Seller' }).click()
    await owner.getByRole('dialog').getByRole('radio', { name: 'Viewer' }).check()
    await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await owner.getByRole('row').filter({ hasText: 'Minh Seller' }).filter({ hasText: 'Viewer' }).waitFor()

    const dialog = seller.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Somebody')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('You are not allowed to do this.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => seller.getByRole('button', { name: 'Add a customer' }).count()).toBe(0)
    await seller.goto('/orders/new')
    await seller.getByRole('heading', { level: 1, name: 'Your role does not allow this' }).waitFor()
  })

  test('an account with a shop of its own joins and changes between the two', async () => {
    await signUp(other, otherEmail)
    await settled(other)
    await invite(otherEmail, 'Manager')
    await other.goto(await linkTo(otherEmail))
    await other.getByText('You are logged in as').waitFor()
    await shoot(other, 'invitation-join-en-1440')
    await expectAccessible(other)
    await other.getByRole('button', { name: 'Use another account' }).click()
    await other.getByText(`${otherEmail} has an account here.`).waitFor()
    await other.getByRole('link', { name: 'Log in' }).click()
    await other.getByLabel('E-mail').fill(otherEmail)
    await other.getByLabel('Password').first().fill('blue-Lantern-42-river')
    await other.getByRole('button', { name: 'Log in' }).click()
    await other.getByRole('button', { name: 'Join with this account' }).click()
    await other.getByText('This is how Tea house is doing.').waitFor()
    await other.goto('/products')
    await other.getByRole('link', { name: 'Add product' }).first().waitFor()
    await other.getByRole('link', { name: 'Cast-iron teapot' }).waitFor()

    await other.getByRole('button', { name: /^Account menu/ }).click()
    await other.getByRole('menuitem', { name: /Tea house.*at work here/ }).waitFor()
    await shoot(other, 'user-menu-en-1440')
    await expectAccessible(other)
    await other.getByRole('menuitem', { name: /Owner/ }).click()
    await other.getByRole('heading', { level: 1, name: 'Hello, Lan Pham' }).waitFor()
    await other.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('Tea house'))
    await other.goto('/products')
    await settled(other)
    expect(await other.getByRole('link', { name: 'Cast-iron teapot' }).count()).toBe(0)
  })

  test('the team is listed, in both directions', async () => {
    for (const viewport of [wide, narrow]) {
      await owner.setViewportSize(viewport)
      await owner.goto('/settings?tab=team')
      await settled(owner)
      await shoot(owner, `team-en-${viewport.width}`)
      await expectAccessible(owner)
    }
    await owner.setViewportSize(wide)
  })

  test('a withdrawn invitation opens nothing', async () => {
    const late = 'late@example.com'
    await invite(late, 'Viewer')
    const link = await linkTo(late)
    await owner.getByRole('button', { name: `Send the invitation to ${late} again` }).click()
    await owner.getByText(/Too many requests/).waitFor()
    await owner.getByRole('button', { name: `Withdraw the invitation to ${late}` }).click()
    await owner.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await owner.getByRole('row').filter({ hasText: late }).waitFor({ state: 'detached' })
    const visitorPage = await newPerson()
    await visitorPage.goto(link)
    await visitorPage.getByRole('heading', { name: 'This invitation no longer works' }).waitFor()
  })

  test('who is removed is out at once', async () => {
    await seller.goto('/orders')
    await seller.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    await settled(seller)
    await owner.goto('/settings?tab=team')
    await owner.getByRole('button', { name: 'Remove Minh Seller' }).click()
    await owner.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await owner.getByRole('row').filter({ hasText: 'Minh Seller' }).waitFor({ state: 'detached' })
    await menu(seller).getByRole('link', { name: 'Products', exact: true }).click()
    await seller.getByRole('button', { name: 'Log in' }).waitFor()
    expect(await seller.locator('body').textContent()).not.toContain('Cast-iron teapot')
  })

  test('who leaves goes back to his own shop', async () => {
    await other.getByRole('button', { name: /^Account menu/ }).click()
    await other.getByRole('menuitem', { name: /Tea house/ }).click()
    await other.getByText('This is how Tea house is doing.').waitFor()
    await other.goto('/settings?tab=team')
    await other.getByRole('button', { name: 'Leave' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await other.getByRole('button', { name: 'Log in' }).waitFor()
    await other.getByLabel('E-mail').fill(otherEmail)
    await other.getByLabel('Password').first().fill('blue-Lantern-42-river')
    await other.getByRole('button', { name: 'Log in' }).click()
    await other.getByRole('heading', { level: 1, name: 'Hello, Lan Pham' }).waitFor()
    expect(await other.locator('main').textContent()).not.toContain('Tea house')
  })

  test('reads from right to left', async () => {
    await invite('fa@example.com', 'Seller')
    const link = await linkTo('fa@example.com')
    await speak(owner, 'fa')
    for (const viewport of [wide, narrow]) {
      await owner.setViewportSize(viewport)
      await owner.goto('/settings?tab=team')
      await settled(owner)
      await shoot(owner, `team-fa-${viewport.width}`)
      await expectAccessible(owner)
      await owner.getByRole('button', { name: 'دعوت از همکار' }).click()
      await owner.getByRole('dialog').waitFor()
      await shoot(owner, `invite-fa-${viewport.width}`)
      await expectAccessible(owner)
    }
    const reader = await newPerson()
    await reader.goto('/login')
    await settled(reader)
    await speak(reader, 'fa')
    for (const viewport of [wide, narrow]) {
      await reader.setViewportSize(viewport)
      await reader.goto(link)
      await settled(reader)
      await shoot(reader, `invitation-fa-${viewport.width}`)
      await expectAccessible(reader)
    }
  })
})
