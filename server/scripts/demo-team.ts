import { randomBytes } from 'node:crypto'
import { type DemoApi, demoApi, fail, until } from './demo-api.ts'
import type { DemoPeople } from './demo-people.ts'

const addressOf = (mailbox: string) => `${mailbox}@example.com`

/**
 * Invites a manager, a seller and a third person, and gives the ids of all members. The first two join when the mails stay on
 * this server and the caller may read them there; their passwords are random and kept nowhere.
 */
export async function makeTeam(
  api: DemoApi,
  base: string,
  people: DemoPeople,
  language: string,
): Promise<number[]> {
  const path = '/api/v1/workspace/members/'
  const members: { id: number; email: string }[] = (await api.call('GET', path)).data.members
  const joining = [
    { person: people.manager, role: 'manager' },
    { person: people.seller, role: 'seller' },
  ].filter(({ person: [, mailbox] }) => members.every(({ email }) => email !== addressOf(mailbox)))
  for (const { person, role } of joining) await invite(api, person[1], role, language)
  await invite(api, people.invited, 'viewer', language)
  const outbox = await api.attempt('GET', '/api/v1/admin-panel/outbox/')
  if (outbox) for (const { person } of joining) await join(api, base, person)
  return (await api.call('GET', path)).data.members.map(({ id }: { id: number }) => id)
}

function invite(api: DemoApi, mailbox: string, role: string, language: string) {
  return api.attempt('POST', '/api/v1/workspace/invitations/', { email: addressOf(mailbox), role, language })
}

async function join(api: DemoApi, base: string, [name, mailbox]: [string, string]): Promise<void> {
  const outbox = `/api/v1/admin-panel/outbox/?to=${encodeURIComponent(addressOf(mailbox))}`
  const token = await until(10, async () => {
    const mails: { text: string }[] = (await api.call('GET', outbox)).results
    return mails.map(({ text }) => /\/invitation\?token=([\w-]+)/.exec(text)?.[1]).find(Boolean) ?? null
  })
  if (token === null) return
  const password = randomBytes(18).toString('base64url')
  await demoApi(base).attempt('POST', '/api/v1/invitations/accept/', { token, password, full_name: name })
}

/** API tokens as a shop has them; nobody keeps their secrets, so each waits to be made anew. */
export async function makeTokens(api: DemoApi, { tokens }: DemoPeople): Promise<void> {
  const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString()
  await api.ensure('/api/api-tokens', 'name', [
    { name: tokens.website, permissions: ['products:read', 'products:write'] },
    { name: tokens.accounting, permissions: ['orders:read', 'reports:read'], expires_at: inAYear },
    { name: tokens.courier, permissions: ['shipments:read', 'shipments:write'] },
  ])
}

/** Ends the demo unless the account owns its workspace: managers may neither invite nor make tokens. */
export function requireOwner(role: string): void {
  if (role !== 'owner') fail(`The demo needs the owner of a workspace; this account is its ${role}.`)
}
