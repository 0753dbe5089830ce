import { graphTime } from '../graph/state.ts'
import type { Webhooks } from '../kit/webhooks.ts'
import { commentEvent } from '../meta.ts'
import type { Sandbox } from '../sandbox.ts'

/** Something that can be made to happen on a platform. */
export interface Happening {
  /** In the form of the control page. */
  name: string
  platform: string
  label: string
  /** Answers what came of it, for people. */
  run(): Promise<string>
}

export interface Happenings {
  all: readonly Happening[]
  /** A comment or a message, in turn; null while nothing is connected that could get one. */
  next(): Promise<string | null>
  /** What goes on by itself: messages are delivered and read, videos are worked on. Tells what happened. */
  proceed(): Promise<string[]>
}

const customers = [
  { name: 'علي كريم', phone: '9647500000001', words: 'هل لديكم توصيل إلى البصرة؟' },
  { name: 'مریم احمدی', phone: '989120000002', words: 'سلام، این هنوز موجود است؟' },
  { name: 'Nguyễn Lan', phone: '84900000003', words: 'Shop mở cửa đến mấy giờ vậy ạ?' },
  { name: 'Анна Ким', phone: '998900000004', words: 'Здравствуйте! Сколько стоит доставка?' },
  { name: 'Jasur Olimov', phone: '998900000005', words: 'Assalomu alaykum, narxi qancha?' },
  { name: 'Sam Field', phone: '447700900006', words: 'Is the green tea back in stock?' },
] as const

/** A text in a sentence whose script runs the other way, perhaps. */
const apart = (text: string) => `\u2068${text}\u2069`

/** What happens in the sandbox; `server` is told of it by signed webhooks. */
export function happeningsOf(sandbox: Sandbox, server: string): Happenings {
  const { meta, tiktok, linkedin, x, pinterest } = sandbox.platforms
  let turn = 0
  const nextCustomer = () => customers[turn++ % customers.length]!
  const tell = (webhooks: Webhooks, platform: string, payload: object) =>
    told(webhooks, server, platform, payload)

  const subscribedPages = () => meta.state.pages.filter(({ subscriptions }) => subscriptions.size > 0)
  const hasNumber = () => meta.account.subscribed.size > 0

  async function comment(): Promise<string> {
    const [page] = subscribedPages()
    if (!page) return 'Connect a page of Facebook first: nobody would hear of a comment.'
    const post = page.posts.at(-1)
    if (!post) return 'There is no post to comment on: publish one first.'
    const { name, words } = nextCustomer()
    const id = `${post.id}_${Date.now()}`
    const from = { id: `77${turn}`, name }
    const created_time = graphTime(meta.now())
    post.comments.push({ id, message: words, created_time, from, is_hidden: false, parent: null })
    const seconds = Math.floor(meta.now() / 1000)
    const value = { post_id: post.id, comment_id: id, from, message: words }
    const outcome = await tell(meta.webhooks, 'meta', commentEvent(page.id, value, seconds))
    return `${apart(name)} comments on “${apart(post.message ?? 'a photo')}”: “${apart(words)}”. ${outcome}`
  }

  async function write(): Promise<string> {
    if (!hasNumber()) return 'Connect a number of WhatsApp first: nobody would hear of a message.'
    const { name, phone, words } = nextCustomer()
    const outcome = await tell(meta.webhooks, 'whatsapp', meta.inbound({ from: phone, body: words, name }))
    return `${apart(name)} (+${phone}) writes on WhatsApp: “${apart(words)}”. ${outcome}`
  }

  async function removeApp(): Promise<string> {
    for (const { id } of meta.state.users) meta.removeApp(id)
    return 'Sara removed the app at Facebook: the next call there finds out.'
  }

  async function removeAppAtTikTok(): Promise<string> {
    const outcomes: string[] = []
    for (const { open_id } of tiktok.state.users) {
      tiktok.removeApp(open_id)
      const event = tiktok.event('authorization.removed', open_id, { reason: 1 })
      outcomes.push(await tell(tiktok.webhooks, 'tiktok', event))
    }
    return `Sara removed the app at TikTok. ${outcomes.join(' ')}`
  }

  async function replyOnX(): Promise<string> {
    const { users, posts } = x.state
    const post = posts.findLast(({ author, inReplyTo }) => author === users[0]?.id && !inReplyTo)
    if (!post) return 'There is no post to answer: publish one first.'
    const { name, words } = nextCustomer()
    const author = `8${turn}`
    users.push({ id: author, name, username: `customer${turn}`, followers: 3, following: 5 })
    const createdAt = new Date().toISOString()
    const rest = { text: words, createdAt, conversation: post.conversation, hidden: false, likes: 0 }
    posts.push({ id: String(1_600_000_000_000 + turn), author, inReplyTo: post.id, ...rest })
    return `${apart(name)} answers “${apart(post.text)}” on X: “${apart(words)}”. X tells nobody; look at the comments.`
  }

  const dead = (tokens: Iterable<{ expiresAt: number | null }>) => {
    for (const token of tokens) token.expiresAt = Date.now() - 1000
  }
  const doubles = [
    { name: 'meta', label: 'Facebook and WhatsApp', double: meta, access: () => meta.state.tokens.values() },
    { name: 'tiktok', label: 'TikTok', double: tiktok, access: () => tiktok.state.tokens.access.values() },
    {
      name: 'linkedin',
      label: 'LinkedIn',
      double: linkedin,
      access: () => linkedin.state.tokens.access.values(),
    },
    { name: 'x', label: 'X', double: x, access: () => x.state.tokens.access.values() },
    {
      name: 'pinterest',
      label: 'Pinterest',
      double: pinterest,
      access: () => pinterest.state.tokens.access.values(),
    },
  ]
  const common = doubles.flatMap(({ name, label, double, access }) => [
    {
      name: `${name}-expire`,
      platform: label,
      label: 'Let all tokens end',
      async run() {
        dead(access())
        return `All access tokens of ${label} have ended: the next call renews them, or asks to reconnect.`
      },
    },
    {
      name: `${name}-down`,
      platform: label,
      label: 'Be down for a minute',
      async run() {
        double.outage(60)
        return `${label} answers nothing but 503 for a minute.`
      },
    },
  ])
  const own: Happening[] = [
    { name: 'comment', platform: 'Facebook and WhatsApp', label: 'Somebody comments', run: comment },
    { name: 'write', platform: 'Facebook and WhatsApp', label: 'A customer writes', run: write },
    { name: 'meta-remove', platform: 'Facebook and WhatsApp', label: 'Remove the app', run: removeApp },
    { name: 'tiktok-remove', platform: 'TikTok', label: 'Remove the app', run: removeAppAtTikTok },
    {
      name: 'linkedin-remove',
      platform: 'LinkedIn',
      label: 'Remove the app',
      async run() {
        for (const { sub } of linkedin.state.members) linkedin.removeApp(sub)
        return 'Sara removed the app at LinkedIn: the next call there finds out.'
      },
    },
    { name: 'x-reply', platform: 'X', label: 'Somebody answers', run: replyOnX },
    {
      name: 'x-remove',
      platform: 'X',
      label: 'Remove the app',
      async run() {
        for (const { id } of x.state.users) x.removeApp(id)
        return 'Sara removed the app at X: the next call there finds out.'
      },
    },
    {
      name: 'pinterest-remove',
      platform: 'Pinterest',
      label: 'Remove the app',
      async run() {
        for (const { id } of pinterest.state.users) pinterest.state.tokens.revoke(id)
        return 'Sara removed the app at Pinterest: the next call there finds out.'
      },
    },
  ]
  return {
    all: [...own, ...common],
    async next() {
      const possible = [...(subscribedPages().length > 0 ? [comment] : []), ...(hasNumber() ? [write] : [])]
      return possible.length > 0 ? await possible[turn % possible.length]!() : null
    },
    proceed: proceeding(sandbox, tell),
  }
}

const ticks = ['sent', 'delivered', 'read'] as const

function proceeding(
  { platforms: { meta, tiktok } }: Sandbox,
  tell: (webhooks: Webhooks, platform: string, payload: object) => Promise<string>,
): Happenings['proceed'] {
  /** How many ticks each message has. */
  const ticked = new Map<string, number>()
  return async () => {
    const lines: string[] = []
    for (const { id, to } of meta.state.messages) {
      const status = ticks[ticked.get(id) ?? 0]
      if (!status) continue
      ticked.set(id, (ticked.get(id) ?? 0) + 1)
      const outcome = await tell(meta.webhooks, 'whatsapp', meta.status({ id, to, status }))
      lines.push(`The message to +${to} is ${status}. ${outcome}`)
    }
    for (const [id, publish] of tiktok.state.publishes) {
      if (publish.status !== 'PROCESSING_DOWNLOAD') continue
      tiktok.finish(id, 'PUBLISH_COMPLETE')
      const [video = id] = publish.postIds
      const { title = '', description = '' } = publish.sent.post_info ?? {}
      tiktok.state.users
        .find(({ open_id }) => open_id === publish.user)
        ?.videos.unshift({
          id: video,
          title: title || description,
          create_time: Math.floor(Date.now() / 1000),
          like_count: 0,
          comment_count: 0,
          share_count: 0,
          view_count: 0,
        })
      const facts = { publish_id: id, publish_type: 'DIRECT_POST' }
      const event = tiktok.event('post.publish.complete', publish.user, facts)
      lines.push(
        `TikTok has published “${title || description}”. ${await tell(tiktok.webhooks, 'tiktok', event)}`,
      )
    }
    return lines
  }
}

async function told(webhooks: Webhooks, server: string, platform: string, payload: object): Promise<string> {
  webhooks.target = `${server}/api/integrations/webhooks/${platform}/`
  try {
    const { status } = await webhooks.send(payload)
    return status === 200 ? 'The server was told.' : `The server was told and answered ${status}.`
  } catch {
    return `No server answers at ${server}.`
  }
}
