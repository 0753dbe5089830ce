import type { Answer, Call } from '../kit/http.ts'
import { duplicatePost, graphError, missingPermission, pageTokenRequired, unknownObject } from './errors.ts'
import { type GraphNode, isAnswer, page as pageOf, pick } from './fields.ts'
import {
  type Graph,
  type GraphComment,
  type GraphPage,
  type GraphPost,
  type GraphUser,
  graphTime,
  newPost,
} from './state.ts'
import { asCaller, type Caller, may, pageTokenFor, visiblePages } from './tokens.ts'

/** `GET /me` for a user's and for a page's token. */
export function me(graph: Graph, call: Call): Answer {
  return asCaller(graph, call, (caller) => {
    const owner: GraphUser | GraphPage | undefined =
      caller.token.kind === 'page'
        ? graph.state.pages.find(({ id }) => id === caller.token.page)
        : graph.state.users.find(({ id }) => id === caller.token.user)
    if (!owner)
      return graphError(
        2500,
        'An active access token must be used to query information about the current user.',
      )
    return ok(pick({ id: owner.id, name: owner.name }, call.query.fields, 'name,id'))
  })
}

/** `GET /me/accounts`: without `pages_show_list` the list is empty, not refused. */
export function accounts(graph: Graph, call: Call): Answer {
  return asCaller(graph, call, (caller) => {
    const pages = may(caller, 'pages_show_list') ? visiblePages(graph, caller) : []
    const nodes = pages.map((page) => pageNode(graph, page, caller))
    return pageOf(nodes, call, graph.base(), caller.value, 'access_token,category,name,id,tasks')
  })
}

/** `GET /{page}`. */
export function readPage(graph: Graph, call: Call, page: GraphPage): Answer {
  return asCaller(graph, call, (caller) => {
    if (!reaches(graph, caller, page)) return unknownObject(page.id, call.method)
    return ok(pick(pageNode(graph, page, caller), call.query.fields, 'name,id'))
  })
}

/** `GET /{page}/posts` and `/feed`, newest first. */
export function listPosts(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [10, 'pages_read_engagement'], (caller) => {
    const newest = page.posts.toSorted((a, b) => b.created_time.localeCompare(a.created_time))
    const nodes = newest.map((post) => postNode(post, page))
    return pageOf(nodes, call, graph.base(), caller.value, 'created_time,message,id')
  })
}

/** `POST /{page}/feed`: text, a link, or photos that were uploaded before (`attached_media`). */
export function publishPost(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [200, 'pages_manage_posts'], () => {
    const { message, link } = call.body
    const attached = attachedPhotos(call.body)
    if (!message && !link && attached.length === 0)
      return graphError(100, '(#100) The post is empty. Please enter a message to share.')
    const unknown = attached.find((id) => !page.unpublishedPhotos.has(id))
    if (unknown) return graphError(100, `(#100) Param attached_media[0] must be a valid photo id: ${unknown}`)
    if (message && attached.length === 0 && page.posts.at(-1)?.message === message) return duplicatePost()
    const media = attached.map((id) => page.unpublishedPhotos.get(id) ?? '')
    const post = addPost(graph, page, { message: message ?? null, link: link ?? null, media })
    return { status: 200, body: { id: post.id } }
  })
}

/** `POST /{page}/photos`: published at once, or kept for a post with `published=false`. */
export function publishPhoto(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [200, 'pages_manage_posts'], () => {
    const { url, caption, published } = call.body
    if (!fetchable(url))
      return graphError(324, '(#324) Missing or invalid image file', { type: 'OAuthException' })
    const id = graph.nextId()
    if (published === false || published === 'false') {
      page.unpublishedPhotos.set(id, url)
      return { status: 200, body: { id } }
    }
    const post = addPost(graph, page, { message: caption ?? null, media: [url] })
    return { status: 200, body: { id, post_id: post.id } }
  })
}

/** `POST /{page}/videos`: answers before the video is ready. */
export function publishVideo(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [200, 'pages_manage_posts'], () => {
    const { file_url, description } = call.body
    if (!fetchable(file_url)) return graphError(389, '(#389) Unable to fetch video file from URL.')
    const post = addPost(graph, page, { message: description ?? null, media: [file_url] })
    return { status: 200, body: { id: post.id.split('_')[1] } }
  })
}

/** `GET` and `POST /{post or comment}/comments`. */
export function comments(
  graph: Graph,
  call: Call,
  page: GraphPage,
  post: GraphPost,
  parent: string | null,
): Answer {
  if (call.method === 'GET')
    return asPage(graph, call, page, [10, 'pages_read_user_content'], (caller) => {
      const isWhole = parent === null && call.query.filter === 'stream'
      const nodes = post.comments.filter((comment) => isWhole || comment.parent === parent).map(commentNode)
      return pageOf(nodes, call, graph.base(), caller.value, 'created_time,from,message,id')
    })
  return asPage(graph, call, page, [200, 'pages_manage_engagement'], () => {
    if (!call.body.message) return graphError(100, '(#100) Missing message or attachment')
    const id = `${post.id.split('_')[1]}_${graph.nextId()}`
    const from = { id: page.id, name: page.name }
    post.comments.push({
      id,
      message: call.body.message,
      created_time: graphTime(graph.clock.now()),
      from,
      is_hidden: false,
      parent,
    })
    return { status: 200, body: { id } }
  })
}

/** `GET`, `POST is_hidden` and `DELETE /{comment}`. A page cannot hide what it wrote itself. */
export function oneComment(
  graph: Graph,
  call: Call,
  page: GraphPage,
  post: GraphPost,
  comment: GraphComment,
): Answer {
  if (call.method === 'GET')
    return asPage(graph, call, page, [10, 'pages_read_user_content'], () =>
      ok(pick(commentNode(comment), call.query.fields, 'created_time,from,message,id')),
    )
  return asPage(graph, call, page, [200, 'pages_manage_engagement'], () => {
    if (call.method === 'DELETE') post.comments.splice(post.comments.indexOf(comment), 1)
    else {
      if (call.body.is_hidden === undefined) return graphError(100, '(#100) Nothing to update')
      if (comment.from.id === page.id)
        return graphError(200, '(#200) Permissions error', { status: 403, subcode: 1446036 })
      comment.is_hidden = String(call.body.is_hidden) === 'true'
    }
    return { status: 200, body: { success: true } }
  })
}

/** `GET` and `DELETE /{post}`. */
export function onePost(graph: Graph, call: Call, page: GraphPage, post: GraphPost): Answer {
  const needs =
    call.method === 'GET' ? ([10, 'pages_read_engagement'] as const) : ([200, 'pages_manage_posts'] as const)
  return asPage(graph, call, page, needs, () => {
    if (call.method === 'GET')
      return ok(pick(postNode(post, page), call.query.fields, 'created_time,message,id'))
    page.posts.splice(page.posts.indexOf(post), 1)
    return { status: 200, body: { success: true } }
  })
}

/** `GET /{page}/insights`: two days of each metric; one that it does not know refuses all. */
export function insights(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [10, 'read_insights'], () => {
    const metrics = (call.query.metric ?? '').split(',').filter(Boolean)
    if (metrics.length === 0 || metrics.some((name) => !graph.state.pageMetrics.includes(name)))
      return graphError(100, '(#100) The value must be a valid insights metric')
    const period = call.query.period ?? 'day'
    const day = (back: number) => graphTime(graph.clock.now() - back * 86_400_000)
    const data = metrics.map((name, index) => ({
      name,
      period,
      values: [
        { value: (index + 1) * 10, end_time: day(1) },
        { value: (index + 1) * 11, end_time: day(0) },
      ],
      title: name,
      description: name,
      id: `${page.id}/insights/${name}/${period}`,
    }))
    return { status: 200, body: { data, paging: { previous: graph.base(), next: graph.base() } } }
  })
}

/** `/{page}/subscribed_apps`: which fields of the page's webhooks the app gets. */
export function subscribedApps(graph: Graph, call: Call, page: GraphPage): Answer {
  return asPage(graph, call, page, [200, 'pages_manage_metadata'], (caller) => {
    if (call.method === 'GET') {
      const data = [...page.subscriptions].map(([id, fields]) => ({ id, subscribed_fields: fields }))
      return { status: 200, body: { data } }
    }
    if (call.method === 'DELETE') page.subscriptions.delete(caller.app.id)
    else {
      const fields = call.body.subscribed_fields ?? call.query.subscribed_fields
      if (!fields) return graphError(100, '(#100) The parameter subscribed_fields is required.')
      page.subscriptions.set(caller.app.id, Array.isArray(fields) ? fields : String(fields).split(','))
    }
    return { status: 200, body: { success: true } }
  })
}

/** Runs the work when the token is the page's own and its user granted the permission. */
export function asPage(
  graph: Graph,
  call: Call,
  page: GraphPage,
  [code, permission]: readonly [number, string],
  work: (caller: Caller) => Answer,
): Answer {
  return asCaller(graph, call, (caller) => {
    const usage = graph.state.pageUsage
    const headers = {
      'x-business-use-case-usage': JSON.stringify({ [page.id]: [{ type: 'pages', ...usage }] }),
    }
    if (usage.call_count >= 100)
      return graphError(32, '(#32) Page request limit reached', { status: 403, headers })
    if (!reaches(graph, caller, page)) return unknownObject(page.id, call.method)
    if (caller.token.kind !== 'page') return pageTokenRequired()
    if (!may(caller, permission)) return missingPermission(code, permission)
    const answer = work(caller)
    return { ...answer, headers: { ...headers, ...answer.headers } }
  })
}

function reaches(graph: Graph, caller: Caller, page: GraphPage): boolean {
  if (caller.token.kind === 'page') return caller.token.page === page.id
  return visiblePages(graph, caller).includes(page)
}

function addPost(graph: Graph, page: GraphPage, values: Partial<GraphPost>): GraphPost {
  const post = newPost(`${page.id}_${graph.nextId()}`, graphTime(graph.clock.now()), values)
  page.posts.push(post)
  return post
}

/** `attached_media[0]={"media_fbid":"1"}` of a form, or a list of a JSON body. */
function attachedPhotos(body: Call['body']): string[] {
  if (Array.isArray(body.attached_media))
    return body.attached_media.map((one) =>
      String(typeof one === 'string' ? JSON.parse(one).media_fbid : one.media_fbid),
    )
  return Object.entries(body)
    .filter(([name]) => /^attached_media\[\d+\]$/.test(name))
    .map(([, value]) => String(JSON.parse(value).media_fbid))
}

/** The platform fetches media itself; hosts under `.invalid` are those that it cannot reach. */
export const fetchable = (url: unknown): url is string =>
  typeof url === 'string' && /^https?:\/\//.test(url) && !new URL(url).hostname.endsWith('.invalid')

function pageNode(graph: Graph, page: GraphPage, caller: Caller): GraphNode {
  return {
    id: page.id,
    name: page.name,
    category: page.category,
    access_token: pageTokenFor(graph, caller, page),
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'],
    followers_count: page.followers,
    fan_count: page.fans,
    link: `https://www.facebook.com/${page.id}`,
    instagram_business_account: page.instagram ? { id: page.instagram.id } : null,
  }
}

const postNode = (post: GraphPost, page: GraphPage): GraphNode => ({
  id: post.id,
  message: post.message,
  created_time: post.created_time,
  permalink_url: `https://www.facebook.com/${page.id}/posts/${post.id.split('_')[1]}`,
  full_picture: post.media[0] ?? null,
  shares: post.shares > 0 ? { count: post.shares } : null,
  reactions: { edge: Array.from({ length: post.likes }, (_, index) => ({ id: `${post.id}-${index}` })) },
  comments: { edge: post.comments.map(commentNode) },
  from: { id: page.id, name: page.name },
  is_hidden: false,
})

export const commentNode = (comment: GraphComment): GraphNode => ({
  id: comment.id,
  message: comment.message,
  created_time: comment.created_time,
  from: comment.from,
  is_hidden: comment.is_hidden,
  parent: comment.parent ? { id: comment.parent } : null,
})

export const ok = (result: GraphNode | Answer): Answer =>
  isAnswer(result) ? (result as Answer) : { status: 200, body: result }
