import { newPost } from './graph/state.ts'
import { organizationUrn } from './linkedin/state.ts'
import { type LinkedInDouble, startLinkedInDouble } from './linkedin.ts'
import { type PinterestDouble, startPinterestDouble } from './pinterest.ts'
import { startTikTokDouble, type TikTokDouble } from './tiktok.ts'
import { startWhatsAppDouble, type WhatsAppDouble } from './whatsapp.ts'
import { startXDouble, type XDouble } from './x.ts'

/** Ports on loopback; 0 picks a free one. Facebook, Instagram and WhatsApp share theirs. */
export interface SandboxPorts {
  meta: number
  tiktok: number
  linkedin: number
  x: number
  pinterest: number
}

export interface Sandbox {
  /** The environment variables with which a server comes here instead of to the platforms. */
  env: Record<string, string>
  platforms: {
    meta: WhatsAppDouble
    tiktok: TikTokDouble
    linkedin: LinkedInDouble
    x: XDouble
    pinterest: PinterestDouble
  }
  close(): Promise<void>
}

const hour = 3_600_000
/** Posts of persons cannot be read at LinkedIn, those of organisations can. */
const organizationScopes = 'openid,profile,email,w_member_social,r_organization_social,w_organization_social'

/** The platforms with something on each, and consent pages that wait for a person. */
export async function startSandbox(ports: SandboxPorts): Promise<Sandbox> {
  const meta = await startWhatsAppDouble({ port: ports.meta })
  const tiktok = await startTikTokDouble({ port: ports.tiktok })
  const linkedin = await startLinkedInDouble({ port: ports.linkedin })
  const x = await startXDouble({ port: ports.x })
  const pinterest = await startPinterestDouble({ port: ports.pinterest })
  const all = [meta, tiktok, linkedin, x, pinterest]
  const names = ['Facebook, Instagram and WhatsApp', 'TikTok', 'LinkedIn', 'X', 'Pinterest']
  for (const [index, { state }] of all.entries())
    Object.assign(state.visit, { asks: true, platform: names[index], person: 'Sara Hadi' })
  const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString()
  fillPage(meta.state.pages[0]!, ago)
  tiktok.state.users[0]!.videos.push(
    ...['Unpacking the new oils', 'How we pack an order'].map((title, index) => ({
      id: `730000000${index}`,
      title,
      create_time: Math.floor(Date.now() / 1000) - index * 86_400,
      like_count: 40 + index,
      comment_count: 3,
      share_count: 2,
      view_count: 900,
    })),
  )
  const board = pinterest.state.boards[0]!
  pinterest.state.boards.push({ ...board, id: '549755885101', name: 'Tea to give away' })
  pinterest.state.pins.push({
    id: '813744226400',
    owner: board.owner,
    board_id: board.id,
    title: 'Pomegranate salad',
    description: 'Three things and ten minutes.',
    link: 'https://shop.example.com/pomegranates',
    images: ['https://shop.example.com/pomegranates.jpg'],
    createdAt: Date.now() - 50 * hour,
    impressions: 420,
  })
  const organization = organizationUrn(linkedin.state.organizations[0]!.id)
  linkedin.state.posts.push({
    id: 'urn:li:share:7100000001',
    author: organization,
    commentary: 'We are looking for somebody who knows tea.',
    createdAt: Date.now() - 20 * hour,
    likes: 6,
    sent: {},
  })
  const user = x.state.users[0]!
  const thread = { hidden: false, conversation: '1500000000001', likes: 4 }
  x.state.posts.push(
    {
      ...thread,
      id: '1500000000001',
      author: user.id,
      text: 'Now open until nine.',
      createdAt: ago(5),
      inReplyTo: null,
    },
    {
      ...thread,
      id: '1500000000002',
      author: '7',
      text: 'On Fridays too?',
      createdAt: ago(4),
      inReplyTo: '1500000000001',
    },
  )
  x.state.users.push({ id: '7', name: 'Ali Karim', username: 'alikarim', followers: 3, following: 5 })
  return {
    env: Object.assign(
      { META_WEBHOOK_VERIFY_TOKEN: 'sandbox-verify-token', LINKEDIN_SCOPES: organizationScopes },
      ...all.map(({ env }) => env),
    ),
    platforms: { meta, tiktok, linkedin, x, pinterest },
    close: async () => {
      await Promise.all(all.map((double) => double.close()))
    },
  }
}

function fillPage(
  page: Awaited<ReturnType<typeof startWhatsAppDouble>>['state']['pages'][number],
  ago: (hours: number) => string,
): void {
  const time = (hours: number) => ago(hours).replace(/\.\d+Z$/, '+0000')
  const question = {
    id: '900_1',
    message: 'Do you deliver to Basra?',
    created_time: time(2),
    from: { id: '77', name: 'Ali Karim' },
    is_hidden: false,
    parent: null,
  }
  page.posts.push(
    newPost(`${page.id}_899`, time(30), { message: 'Winter hours start on Monday.', likes: 5 }),
    newPost(`${page.id}_900`, time(3), {
      message: 'Fresh pomegranates are in.',
      likes: 12,
      shares: 2,
      comments: [question],
    }),
  )
}
