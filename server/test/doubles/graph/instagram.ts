import type { Answer, Call } from '../kit/http.ts'
import { graphError, missingPermission, unknownObject } from './errors.ts'
import { type GraphNode, page as pageOf, pick } from './fields.ts'
import { commentNode, fetchable, ok } from './pages.ts'
import {
  type Graph,
  type GraphPage,
  graphTime,
  type InstagramAccount,
  type InstagramContainer,
  type InstagramMedia,
} from './state.ts'
import { asCaller, type Caller, may, visiblePages } from './tokens.ts'

/** What lies under an Instagram account, a container, a medium or a comment; null when it is none of them. */
export function answer(graph: Graph, call: Call, id: string, edge: string): Answer | null {
  for (const page of graph.state.pages) {
    const account = page.instagram
    if (!account) continue
    if (account.id === id) return ofAccount(graph, call, page, account, edge)
    const container = account.containers.get(id)
    if (container) return ofContainer(graph, call, page, container, id)
    for (const medium of account.media) {
      if (medium.id === id) return ofMedium(graph, call, page, account, medium, edge)
      const comment = medium.comments.find((one) => one.id === id)
      if (!comment) continue
      return asManager(graph, call, page, 'instagram_manage_comments', () => {
        if (edge === 'replies' && call.method === 'POST') return reply(graph, call, account, medium, id)
        if (edge) return unknownObject(id, call.method)
        if (call.method === 'GET') return ok(pick(instagramComment(comment), call.query.fields))
        const hide = call.body.hide ?? call.query.hide
        if (hide === undefined) return graphError(100, '(#100) The parameter hide is required.')
        comment.is_hidden = String(hide) === 'true'
        return { status: 200, body: { success: true } }
      })
    }
  }
  return null
}

function ofAccount(
  graph: Graph,
  call: Call,
  page: GraphPage,
  account: InstagramAccount,
  edge: string,
): Answer {
  switch (`${call.method} ${edge}`) {
    case 'GET ':
      return asManager(graph, call, page, 'instagram_basic', () =>
        ok(pick(accountNode(account), call.query.fields)),
      )
    case 'GET media':
      return asManager(graph, call, page, 'instagram_basic', (caller) =>
        pageOf(account.media.toReversed().map(mediaNode), call, graph.base(), caller.value),
      )
    case 'POST media':
      return asManager(graph, call, page, 'instagram_content_publish', () => prepare(graph, call, account))
    case 'POST media_publish':
      return asManager(graph, call, page, 'instagram_content_publish', () => publish(graph, call, account))
    case 'GET content_publishing_limit':
      return asManager(graph, call, page, 'instagram_content_publish', () => {
        const used = account.media.length
        const config = { quota_total: 100, quota_duration: 86_400 }
        return { status: 200, body: { data: [{ quota_usage: used, config }] } }
      })
    default:
      return unknownObject(account.id, call.method)
  }
}

/** `POST /{ig-user}/media`: an image, a reel, a part of a carousel (`is_carousel_item`), or the carousel. */
function prepare(graph: Graph, call: Call, account: InstagramAccount): Answer {
  const { image_url, video_url, media_type, caption, children } = call.body
  const kept = (values: Pick<InstagramContainer, 'media_type' | 'media_url'> & { child: boolean }) => {
    const id = graph.nextId()
    account.containers.set(id, { caption: caption ?? null, used: false, status: 'FINISHED', ...values })
    return { status: 200, body: { id } }
  }
  if (media_type === 'CAROUSEL') {
    const ids = Array.isArray(children) ? children.map(String) : String(children ?? '').split(',')
    const parts = ids.map((id) => account.containers.get(id))
    if (parts.length < 2 || parts.length > 10 || parts.some((part) => !part?.child))
      return graphError(100, '(#100) Param children must be 2 to 10 ids of carousel items')
    return kept({ media_type: 'CAROUSEL_ALBUM', media_url: parts[0]?.media_url ?? '', child: false })
  }
  const url = media_type === 'REELS' || media_type === 'VIDEO' ? video_url : image_url
  if (!fetchable(url))
    return graphError(9004, 'Only photo or video can be accepted as media type.', { subcode: 2207052 })
  const child = String(call.body.is_carousel_item) === 'true'
  return kept({ media_type: url === video_url ? 'VIDEO' : 'IMAGE', media_url: url, child })
}

/** `POST /{ig-user}/media_publish`: a container once, and not before it is ready. */
function publish(graph: Graph, call: Call, account: InstagramAccount): Answer {
  const container = account.containers.get(String(call.body.creation_id))
  if (!container || container.used || container.child)
    return graphError(100, '(#100) The creation_id is not valid or was published already')
  if (container.status !== 'FINISHED')
    return graphError(9007, 'The media is not ready for publishing, please wait for a moment', {
      subcode: 2207027,
    })
  container.used = true
  const id = graph.nextId()
  const { caption, media_type, media_url } = container
  const timestamp = graphTime(graph.clock.now())
  account.media.push({ id, caption, media_type, media_url, timestamp, likes: 0, comments: [] })
  return { status: 200, body: { id } }
}

function ofContainer(
  graph: Graph,
  call: Call,
  page: GraphPage,
  container: InstagramContainer,
  id: string,
): Answer {
  return asManager(graph, call, page, 'instagram_basic', () =>
    ok(pick({ id, status_code: container.used ? 'PUBLISHED' : container.status }, call.query.fields)),
  )
}

function ofMedium(
  graph: Graph,
  call: Call,
  page: GraphPage,
  account: InstagramAccount,
  medium: InstagramMedia,
  edge: string,
): Answer {
  if (edge === '' && call.method === 'GET')
    return asManager(graph, call, page, 'instagram_basic', () =>
      ok(pick(mediaNode(medium), call.query.fields)),
    )
  if (edge !== 'comments') return unknownObject(medium.id, call.method)
  return asManager(graph, call, page, 'instagram_manage_comments', (caller) =>
    call.method === 'POST'
      ? reply(graph, call, account, medium, null)
      : pageOf(medium.comments.map(instagramComment), call, graph.base(), caller.value, 'timestamp,text,id'),
  )
}

function reply(
  graph: Graph,
  call: Call,
  account: InstagramAccount,
  medium: InstagramMedia,
  parent: string | null,
): Answer {
  const { message } = call.body
  if (!message) return graphError(100, '(#100) The parameter message is required.')
  const id = graph.nextId()
  const from = { id: account.id, name: account.username }
  const created_time = graphTime(graph.clock.now())
  medium.comments.push({ id, message, created_time, from, is_hidden: false, parent })
  return { status: 200, body: { id } }
}

/** The account is reached through its page, by the page's token or its user's. */
function asManager(
  graph: Graph,
  call: Call,
  page: GraphPage,
  permission: string,
  work: (caller: Caller) => Answer,
): Answer {
  return asCaller(graph, call, (caller) => {
    const reached =
      caller.token.kind === 'page'
        ? caller.token.page === page.id
        : visiblePages(graph, caller).includes(page)
    if (!reached) return unknownObject(page.instagram?.id ?? '', call.method)
    return may(caller, permission) ? work(caller) : missingPermission(10, permission)
  })
}

const accountNode = (account: InstagramAccount): GraphNode => ({
  id: account.id,
  username: account.username,
  followers_count: account.followers,
  media_count: account.media.length,
})

const mediaNode = (medium: InstagramMedia): GraphNode => ({
  id: medium.id,
  caption: medium.caption,
  media_type: medium.media_type,
  media_url: medium.media_url,
  permalink: `https://www.instagram.com/p/${medium.id}/`,
  timestamp: medium.timestamp,
  like_count: medium.likes,
  comments_count: medium.comments.length,
})

function instagramComment(comment: InstagramMedia['comments'][number]): GraphNode {
  const { id, message, created_time, from, parent } = commentNode(comment)
  const { name } = from as { name: string }
  return {
    id,
    text: message,
    timestamp: created_time,
    username: name,
    from,
    hidden: comment.is_hidden,
    parent_id: (parent as { id: string } | null)?.id ?? null,
  }
}
