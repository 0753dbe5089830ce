import type { Answer, Call } from '../kit/http.ts'
import { asMember, headerFault, linkedinError, linkedinFailure } from './answers.ts'
import {
  commentUrn,
  type LinkedIn,
  type LinkedInComment,
  type LinkedInOrganization,
  type LinkedInPost,
  organizationUrn,
  personUrn,
} from './state.ts'

/** `GET /v2/userinfo`; the only one without a version. */
export function userInfo(linkedin: LinkedIn, call: Call): Answer {
  const needs = { scopes: ['profile'], resource: 'userinfo.GET.NO_VERSION' }
  return asMember(linkedin, call, needs, (grant) => {
    const member = linkedin.state.members.find(({ sub }) => sub === grant.user)
    if (!member) return linkedinFailure('invalid-token')
    const [given_name, ...rest] = member.name.split(' ')
    const email = grant.scopes.includes('email') ? { email: member.email, email_verified: true } : {}
    return {
      status: 200,
      body: {
        sub: member.sub,
        name: member.name,
        given_name,
        family_name: rest.join(' '),
        picture: `https://img.example.com/${member.sub}.jpg`,
        locale: { country: 'US', language: 'en' },
        ...email,
      },
    }
  })
}

/** Everything under `/rest/`. */
export function rest(linkedin: LinkedIn, call: Call): Answer {
  const fault = headerFault(linkedin, call)
  if (fault) return fault
  const path = call.path.slice('/rest/'.length)
  const [, target = '', comments] = /^socialActions\/(.+?)(\/comments)?$/.exec(path) ?? []
  if (target && comments)
    return call.method === 'POST' ? comment(linkedin, call, target) : listComments(linkedin, call, target)
  if (target) return socialSummary(linkedin, call, target)
  if (path === 'socialActions') return socialSummaries(linkedin, call)
  if (path === 'posts') return call.method === 'POST' ? publish(linkedin, call) : listPosts(linkedin, call)
  if (path === 'organizationAcls') return organizationAcls(linkedin, call)
  if (path === 'organizationalEntityShareStatistics') return shareStatistics(linkedin, call)
  const [, resource, id] = /^(organizations|networkSizes)\/(.+)$/.exec(path) ?? []
  if (resource && id) return organization(linkedin, call, resource, id)
  return linkedinError(404, 'RESOURCE_NOT_FOUND', `No virtual resource found: ${path}`)
}

/** `GET /rest/posts?q=author`: members' own posts are closed to nearly every application. */
function listPosts(linkedin: LinkedIn, call: Call): Answer {
  const { q, author = '', start = '0', count = '10' } = call.query
  if (q !== 'author' || call.headers['x-restli-method']?.toString().toUpperCase() !== 'FINDER')
    return linkedinError(400, 'ILLEGAL_ARGUMENT', 'A finder is required: q=author, X-RestLi-Method: FINDER')
  if (!/^\d+$/.test(count) || Number(count) < 1 || Number(count) > 100)
    return linkedinError(400, 'PARAM_INVALID', 'Invalid query parameter: count')
  const scopes = [author.startsWith('urn:li:organization:') ? 'r_organization_social' : 'r_member_social']
  return asMember(linkedin, call, { scopes, resource: 'posts.FINDER-author' }, (grant) => {
    if (!speaksFor(linkedin, grant.user, author)) return linkedinFailure('missing-permission')
    const all = linkedin.state.posts
      .filter((post) => post.author === author)
      .toSorted((a, b) => b.createdAt - a.createdAt)
    return { status: 200, body: finder(call, all.map(postElement), Number(start), Number(count)) }
  })
}

/** `POST /rest/posts`: the id comes in a header, the body is empty. */
function publish(linkedin: LinkedIn, call: Call): Answer {
  const author = String(call.body.author ?? '')
  const scopes = [author.startsWith('urn:li:organization:') ? 'w_organization_social' : 'w_member_social']
  return asMember(linkedin, call, { scopes, resource: 'posts.CREATE' }, (grant) => {
    for (const field of ['author', 'commentary', 'visibility', 'distribution', 'lifecycleState'])
      if (call.body[field] === undefined)
        return linkedinError(
          422,
          'MISSING_FIELD',
          `ERROR :: /${field} :: field is required but not found and has no default value`,
        )
    const commentary = String(call.body.commentary)
    if (shownText(commentary).length > 3000)
      return linkedinError(422, 'FIELD_LENGTH_TOO_LONG', 'ERROR :: /commentary :: length exceeds 3000')
    if (!speaksFor(linkedin, grant.user, author))
      return linkedinFailure('missing-permission', 'Field Value validation failed in REQUEST_BODY: /author')
    const same = linkedin.state.posts.find((post) => post.author === author && post.commentary === commentary)
    if (same) return duplicateOf(same.id)
    const id = `urn:li:share:${linkedin.nextId()}`
    const createdAt = linkedin.clock.now()
    linkedin.state.posts.push({ id, author, commentary, createdAt, likes: 0, sent: call.body })
    return { status: 201, headers: { 'x-restli-id': id, 'x-linkedin-id': id } }
  })
}

/** What people see: the platform ends a text silently at the first letter that stands for formatting and is not escaped. */
export function shownText(commentary: string): string {
  let shown = ''
  for (let at = 0; at < commentary.length; at++) {
    const letter = commentary[at]!
    if (letter === '\\') shown += commentary[++at] ?? ''
    else if ('|{}[]()<>*_~@'.includes(letter)) break
    else shown += letter
  }
  return shown
}

/** Its code stands deeper than those of other refusals. */
const duplicateOf = (id: string): Answer => ({
  status: 422,
  body: {
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    message: `com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of ${id}`,
    errorDetails: {
      inputErrors: [{ description: 'Duplicate post is detected', input: {}, code: 'DUPLICATE_POST' }],
    },
    status: 422,
  },
})

const readers = { scopes: ['r_organization_social', 'r_member_social'] }
const writers = { scopes: ['w_organization_social', 'w_member_social'] }

function listComments(linkedin: LinkedIn, call: Call, target: string): Answer {
  return asMember(linkedin, call, { ...readers, resource: 'socialActions.comments.GET_ALL' }, () => {
    const { start = '0', count = '10' } = call.query
    const found = linkedin.state.comments.filter((one) =>
      target.startsWith('urn:li:comment:') ? one.parent === target : one.object === target && !one.parent,
    )
    return { status: 200, body: finder(call, found.map(commentElement), Number(start), Number(count)) }
  })
}

/** Under a post, or under a comment of it with `parentComment`. */
function comment(linkedin: LinkedIn, call: Call, target: string): Answer {
  return asMember(linkedin, call, { ...writers, resource: 'socialActions.comments.CREATE' }, (grant) => {
    const { actor, object, message, parentComment } = call.body
    if (!actor || !object || !message?.text)
      return linkedinError(422, 'MISSING_FIELD', 'ERROR :: /message/text :: field is required')
    if (!speaksFor(linkedin, grant.user, actor)) return linkedinFailure('missing-permission')
    const under = target.startsWith('urn:li:comment:') ? target : null
    const known = under
      ? linkedin.state.comments.some((one) => commentUrn(one) === under)
      : linkedin.state.posts.some(({ id }) => id === target)
    if (!known) return linkedinError(404, 'NOT_FOUND', `Entity not found: ${target}`)
    const made: LinkedInComment = {
      id: linkedin.nextId(),
      object,
      actor,
      text: message.text,
      createdAt: linkedin.clock.now(),
      parent: parentComment ?? under,
    }
    linkedin.state.comments.push(made)
    return { status: 201, headers: { 'x-restli-id': made.id }, body: commentElement(made) }
  })
}

function socialSummary(linkedin: LinkedIn, call: Call, target: string): Answer {
  return asMember(linkedin, call, { ...readers, resource: 'socialActions.GET' }, () => {
    const body = summaryOf(linkedin, target)
    return body ? { status: 200, body } : linkedinError(404, 'NOT_FOUND', `Entity not found: ${target}`)
  })
}

/** `GET /rest/socialActions?ids=List(urn,urn)`: of several posts at once. */
function socialSummaries(linkedin: LinkedIn, call: Call): Answer {
  const [, list] = /^List\((.*)\)$/.exec(call.query.ids ?? '') ?? []
  if (list === undefined || call.headers['x-restli-method']?.toString().toUpperCase() !== 'BATCH_GET')
    return linkedinError(400, 'PARAM_INVALID', 'A list of ids and X-RestLi-Method: BATCH_GET are required')
  return asMember(linkedin, call, { ...readers, resource: 'socialActions.BATCH_GET' }, () => {
    const found = list.split(',').flatMap((urn) => {
      const summary = summaryOf(linkedin, urn)
      return summary ? [[urn, summary] as const] : []
    })
    return { status: 200, body: { results: Object.fromEntries(found), statuses: {}, errors: {} } }
  })
}

function summaryOf(linkedin: LinkedIn, target: string) {
  const post = linkedin.state.posts.find(({ id }) => id === target)
  if (!post) return null
  const comments = linkedin.state.comments.filter(({ object }) => object === target)
  const first = comments.filter(({ parent }) => !parent).length
  return {
    target,
    likesSummary: { totalLikes: post.likes, likedByCurrentUser: false },
    commentsSummary: { aggregatedTotalComments: comments.length, totalFirstLevelComments: first },
  }
}

const organizationScopes = ['r_organization_social', 'r_organization_admin', 'rw_organization_admin']

/** `GET /rest/organizationAcls?q=roleAssignee`: what the member administers. */
function organizationAcls(linkedin: LinkedIn, call: Call): Answer {
  return asMember(linkedin, call, { scopes: organizationScopes, resource: 'organizationAcls' }, (grant) => {
    const roleIn = ({ administrators, roles }: LinkedInOrganization) =>
      administrators.includes(grant.user) ? 'ADMINISTRATOR' : roles?.[grant.user]
    const elements = linkedin.state.organizations.flatMap((one) => {
      const role = roleIn(one)
      if (!role || (call.query.role && call.query.role !== role)) return []
      const organization = organizationUrn(one.id)
      return [{ organization, role, roleAssignee: personUrn(grant.user), state: 'APPROVED' }]
    })
    return { status: 200, body: finder(call, elements, 0, 100) }
  })
}

function organization(linkedin: LinkedIn, call: Call, resource: string, id: string): Answer {
  return asMember(linkedin, call, { scopes: organizationScopes, resource }, () => {
    const found = findOrganization(linkedin, id)
    if (!found) return linkedinError(404, 'NOT_FOUND', `Entity not found: ${id}`)
    if (resource === 'networkSizes') return { status: 200, body: { firstDegreeSize: found.followers } }
    const vanityName = found.name.toLowerCase().replace(/\W+/g, '-')
    return { status: 200, body: { id: Number(found.id), localizedName: found.name, vanityName } }
  })
}

function shareStatistics(linkedin: LinkedIn, call: Call): Answer {
  return asMember(linkedin, call, { scopes: organizationScopes, resource: 'shareStatistics' }, () => {
    const urn = call.query.organizationalEntity ?? ''
    const posts = linkedin.state.posts.filter(({ author }) => author === urn)
    const likeCount = posts.reduce((sum, { likes }) => sum + likes, 0)
    const counts = { shareCount: 0, clickCount: 0, engagement: 0, impressionCount: 40, commentCount: 0 }
    const elements = [{ organizationalEntity: urn, totalShareStatistics: { ...counts, likeCount } }]
    return { status: 200, body: finder(call, elements, 0, 10) }
  })
}

function speaksFor(linkedin: LinkedIn, sub: string, urn: string): boolean {
  if (urn === personUrn(sub)) return true
  const one = findOrganization(linkedin, urn)
  return one?.administrators.includes(sub) || one?.roles?.[sub] === 'CONTENT_ADMINISTRATOR'
}

const findOrganization = ({ state }: LinkedIn, id: string): LinkedInOrganization | undefined =>
  state.organizations.find((one) => one.id === id || organizationUrn(one.id) === id)

function finder(call: Call, all: object[], start: number, count: number): object {
  const next = new URLSearchParams({ ...call.query, start: String(start + count) })
  const more = all.length > start + count
  const links = more ? [{ type: 'application/json', rel: 'next', href: `${call.path}?${next}` }] : []
  return { paging: { start, count, links, total: all.length }, elements: all.slice(start, start + count) }
}

const postElement = (post: LinkedInPost) => ({
  id: post.id,
  author: post.author,
  commentary: post.commentary,
  createdAt: post.createdAt,
  publishedAt: post.createdAt,
  lastModifiedAt: post.createdAt,
  lifecycleState: 'PUBLISHED',
  visibility: 'PUBLIC',
  distribution: { feedDistribution: 'MAIN_FEED' },
  isReshareDisabledByAuthor: false,
  ...(post.sent.content ? { content: post.sent.content } : {}),
})

const commentElement = (one: LinkedInComment) => ({
  id: one.id,
  $URN: commentUrn(one),
  actor: one.actor,
  object: one.object,
  message: { text: one.text, attributes: [] },
  created: { actor: one.actor, time: one.createdAt },
  lastModified: { actor: one.actor, time: one.createdAt },
  ...(one.parent ? { parentComment: one.parent } : {}),
})
