import type { Answer, Call } from '../kit/http.ts'
import { graphError, unknownObject } from './errors.ts'
import * as instagram from './instagram.ts'
import { accessToken, debugToken, dialog, permissions } from './oauth.ts'
import * as pages from './pages.ts'
import type { Graph, GraphPage } from './state.ts'
import { presentedToken } from './tokens.ts'
import * as whatsapp from './whatsapp.ts'

/** The whole platform: a versioned path, its usage headers, and the limit of the app. */
export function answerGraph(graph: Graph, call: Call): Answer {
  const [, version, rest = ''] = /^\/(v\d+\.\d+)\/(.*)$/.exec(call.path) ?? []
  if (!version) return graphError(2500, 'Unknown path components')
  const parts = rest.split('/').filter(Boolean)
  if (parts.join('/') === 'dialog/oauth') return dialog(graph, call)
  if (parts.join('/') === 'oauth/access_token') return accessToken(graph, call)
  const usage = graph.state.appUsage
  const headers: Record<string, string> = {
    'facebook-api-version': version,
    'x-fb-request-id': 'AbCdEfGhIjKlMnOpQrStUv',
    'x-fb-trace-id': 'C1d2E3f4G5h',
    ...(presentedToken(call) ? { 'x-app-usage': JSON.stringify(usage) } : {}),
  }
  if (usage.call_count >= 100)
    return graphError(4, '(#4) Application request limit reached', { status: 403, transient: true, headers })
  const answer = route(graph, call, parts)
  return { ...answer, headers: { ...headers, ...answer.headers } }
}

function route(graph: Graph, call: Call, parts: string[]): Answer {
  const [id = '', edge = '', third] = parts
  if (id === 'debug_token') return debugToken(graph, call)
  if (edge === 'permissions') return permissions(graph, call, id, third)
  if (id === 'me') {
    if (!edge) return pages.me(graph, call)
    if (edge === 'accounts') return pages.accounts(graph, call)
    if (edge === 'businesses') return whatsapp.businesses(graph, call)
  }
  const page = graph.state.pages.find((one) => one.id === id)
  const answer = page
    ? ofPage(graph, call, page, edge)
    : (whatsapp.answer(graph, call, parts) ??
      instagram.answer(graph, call, id, edge) ??
      ofContent(graph, call, id, edge))
  return answer ?? unknownObject(id, call.method)
}

function ofPage(graph: Graph, call: Call, page: GraphPage, edge: string): Answer | null {
  switch (`${call.method} ${edge}`) {
    case 'GET ':
      return pages.readPage(graph, call, page)
    case 'GET posts':
    case 'GET feed':
      return pages.listPosts(graph, call, page)
    case 'POST feed':
      return pages.publishPost(graph, call, page)
    case 'POST photos':
      return pages.publishPhoto(graph, call, page)
    case 'POST videos':
      return pages.publishVideo(graph, call, page)
    case 'GET insights':
      return pages.insights(graph, call, page)
    default:
      return edge === 'subscribed_apps' ? pages.subscribedApps(graph, call, page) : null
  }
}

/** Posts and comments are found by their ids alone. */
function ofContent(graph: Graph, call: Call, id: string, edge: string): Answer | null {
  if (edge !== '' && edge !== 'comments') return null
  for (const page of graph.state.pages)
    for (const post of page.posts) {
      const comment = post.comments.find((one) => one.id === id)
      if (post.id !== id && !comment) continue
      if (edge) return pages.comments(graph, call, page, post, comment?.id ?? null)
      return comment
        ? pages.oneComment(graph, call, page, post, comment)
        : pages.onePost(graph, call, page, post)
    }
  return null
}
