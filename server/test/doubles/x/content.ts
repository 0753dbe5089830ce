import { createHash } from 'node:crypto'
import type { Answer, Call } from '../kit/http.ts'
import { asUser, invalidRequest, xFailure } from './answers.ts'
import type { X, XPost, XUser } from './state.ts'

/** `GET /2/users/me`. */
export function me(x: X, call: Call): Answer {
  return asUser(x, call, ['users.read', 'tweet.read'], (grant) => {
    const user = x.state.users.find(({ id }) => id === grant.user)
    return user ? { status: 200, body: { data: userData(x, user, call) } } : xFailure('unauthorized', 0)
  })
}

/** `GET /2/users/{id}/tweets`: five at least; without any there is no `data` at all. */
export function timeline(x: X, call: Call, id: string): Answer {
  return asUser(x, call, ['users.read', 'tweet.read'], () => {
    if (!x.state.users.some((user) => user.id === id))
      return {
        status: 200,
        body: {
          errors: [
            {
              value: id,
              detail: `Could not find user with id: [${id}].`,
              title: 'Not Found Error',
              resource_type: 'user',
              parameter: 'id',
              resource_id: id,
              type: 'https://api.twitter.com/2/problems/resource-not-found',
            },
          ],
        },
      }
    return list(x, call, 5, (post) => post.author === id)
  })
}

/** `GET /2/tweets/search/recent?query=conversation_id:{id}`: of the last seven days. */
export function search(x: X, call: Call): Answer {
  return asUser(x, call, ['users.read', 'tweet.read'], () => {
    const [, conversation] = /\bconversation_id:(\d+)/.exec(call.query.query ?? '') ?? []
    if (!conversation) return invalidRequest('query', call.query.query ?? '', 'The query is not understood')
    const oldest = x.clock.now() - 7 * 86_400_000
    return list(
      x,
      call,
      10,
      (post) =>
        post.conversation === conversation && post.id !== conversation && Date.parse(post.createdAt) > oldest,
    )
  })
}

/** `POST /2/tweets`: 280 by weight, never the same text twice. */
export function publish(x: X, call: Call): Answer {
  return asUser(x, call, ['users.read', 'tweet.read', 'tweet.write'], (grant) => {
    const { text, reply } = call.body
    if (typeof text !== 'string' || text === '')
      return invalidRequest('text', '', 'Either text or media must be present')
    if (weight(text) > 280) return xFailure('too-long', 0)
    const target = reply ? x.state.posts.find(({ id }) => id === reply.in_reply_to_tweet_id) : null
    if (reply && !target)
      return invalidRequest('reply.in_reply_to_tweet_id', String(reply.in_reply_to_tweet_id), 'No such Tweet')
    const own = x.state.posts.filter(({ author }) => author === grant.user)
    if (own.some((post) => post.text === text && post.inReplyTo === (target?.id ?? null)))
      return xFailure('duplicate-post', 0)
    const id = x.nextId()
    x.state.posts.push({
      id,
      author: grant.user,
      text,
      createdAt: new Date(x.clock.now()).toISOString(),
      conversation: target?.conversation ?? id,
      inReplyTo: target?.id ?? null,
      hidden: false,
      likes: 0,
    })
    return { status: 201, body: { data: { id, text, edit_history_tweet_ids: [id] } } }
  })
}

/** `PUT /2/tweets/{id}/hidden`: replies in threads that the user began. */
export function hide(x: X, call: Call, id: string): Answer {
  return asUser(x, call, ['users.read', 'tweet.read', 'tweet.moderate.write'], (grant) => {
    const post = x.state.posts.find((one) => one.id === id)
    if (typeof call.body.hidden !== 'boolean')
      return invalidRequest('hidden', String(call.body.hidden), 'hidden must be a boolean')
    const head = x.state.posts.find((one) => one.id === post?.conversation)
    if (!post || post === head || head?.author !== grant.user) return xFailure('forbidden', 0)
    post.hidden = call.body.hidden
    return { status: 200, body: { data: { hidden: post.hidden } } }
  })
}

/** `DELETE /2/tweets/{id}`. */
export function remove(x: X, call: Call, id: string): Answer {
  return asUser(x, call, ['users.read', 'tweet.read', 'tweet.write'], (grant) => {
    const index = x.state.posts.findIndex((post) => post.id === id && post.author === grant.user)
    if (index < 0) return xFailure('forbidden', 0)
    x.state.posts.splice(index, 1)
    return { status: 200, body: { data: { deleted: true } } }
  })
}

function list(x: X, call: Call, least: number, wanted: (post: XPost) => boolean): Answer {
  const asked = call.query.max_results ?? '10'
  const count = Number(asked)
  if (!Number.isInteger(count) || count < least || count > 100)
    return invalidRequest(
      'max_results',
      asked,
      `The \`max_results\` query parameter value [${asked}] is not between ${least} and 100`,
    )
  const token = call.query.pagination_token ?? call.query.next_token
  const start = token ? Number(/^page(\d+)$/.exec(token)?.[1]) : 0
  if (Number.isNaN(start))
    return invalidRequest('pagination_token', token ?? '', 'The pagination_token is not valid')
  const all = x.state.posts.filter(wanted).toReversed()
  const shown = all.slice(start, start + count)
  if (shown.length === 0) return { status: 200, body: { meta: { result_count: 0 } } }
  const meta = {
    result_count: shown.length,
    newest_id: shown[0]?.id,
    oldest_id: shown.at(-1)?.id,
    ...(all.length > start + count ? { next_token: `page${start + count}` } : {}),
  }
  const data = shown.map((post) => postData(x, post, call))
  if (!call.query.expansions?.split(',').includes('author_id')) return { status: 200, body: { data, meta } }
  const users = x.state.users
    .filter(({ id }) => shown.some(({ author }) => author === id))
    .map((user) => userData(x, user, call))
  return { status: 200, body: { data, includes: { users }, meta } }
}

/** Only what is asked for comes besides id and text. */
function postData(x: X, post: XPost, call: Call): object {
  const replies = x.state.posts.filter(({ inReplyTo }) => inReplyTo === post.id).length
  const optional: Record<string, unknown> = {
    created_at: post.createdAt,
    author_id: post.author,
    conversation_id: post.conversation,
    in_reply_to_user_id: x.state.posts.find(({ id }) => id === post.inReplyTo)?.author,
    referenced_tweets: post.inReplyTo ? [{ type: 'replied_to', id: post.inReplyTo }] : undefined,
    public_metrics: {
      retweet_count: 0,
      reply_count: replies,
      like_count: post.likes,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: 0,
    },
  }
  const asked = [
    ...(call.query['tweet.fields'] ?? '').split(','),
    ...(call.query.expansions ?? '').split(','),
  ]
  const { text, entities } = stored(post.text)
  const given = { ...optional, entities }
  return { id: post.id, text, edit_history_tweet_ids: [post.id], ...pickAsked(given, asked) }
}

/** As the platform keeps a text: addresses shortened, three letters escaped. */
function stored(text: string) {
  const urls: object[] = []
  const short = text.replace(/https?:\/\/\S+/g, (expanded_url) => {
    const url = `https://t.co/${createHash('sha256').update(expanded_url).digest('hex').slice(0, 10)}`
    urls.push({ start: 0, end: 0, url, expanded_url, display_url: expanded_url.slice(0, 30) })
    return url
  })
  const escaped = short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { text: escaped, entities: urls.length > 0 ? { urls } : undefined }
}

function userData(x: X, user: XUser, call: Call): object {
  const optional: Record<string, unknown> = {
    public_metrics: {
      followers_count: user.followers,
      following_count: user.following,
      tweet_count: x.state.posts.filter(({ author }) => author === user.id).length,
      listed_count: 0,
      like_count: 0,
      media_count: 0,
    },
    profile_image_url: `https://img.example.com/${user.username}.jpg`,
  }
  const asked = (call.query['user.fields'] ?? '').split(',')
  return { id: user.id, name: user.name, username: user.username, ...pickAsked(optional, asked) }
}

const pickAsked = (values: Record<string, unknown>, asked: string[]) =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => asked.includes(name) && value !== undefined),
  )

/** An address counts 23, an emoji two; letters of most alphabets count one, all others two. */
function weight(text: string): number {
  let sum = 0
  const short = text.replace(/https?:\/\/\S+/g, () => {
    sum += 23
    return ''
  })
  const letters = [...new Intl.Segmenter().segment(short)].flatMap(({ segment }) => {
    if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment)) return [...segment]
    sum += 2
    return []
  })
  for (const letter of letters) {
    const point = letter.codePointAt(0) ?? 0
    const light =
      point <= 4351 ||
      (point >= 8192 && point <= 8205) ||
      (point >= 8208 && point <= 8223) ||
      (point >= 8242 && point <= 8247)
    sum += light ? 1 : 2
  }
  return sum
}
