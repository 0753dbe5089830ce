import { createHash } from 'node:crypto'
import type { Answer, Call } from '../kit/http.ts'
import { graphError, missingPermission, unknownObject, whatsappError } from './errors.ts'
import { type GraphNode, page as pageOf, pick } from './fields.ts'
import { ok } from './pages.ts'
import type {
  Graph,
  GraphBusiness,
  WhatsAppBusinessAccount,
  WhatsAppNumber,
  WhatsAppTemplate,
} from './state.ts'
import { asCaller, type Caller, may, sharedAccounts } from './tokens.ts'

/** `GET /me/businesses`: with their WhatsApp accounts as fields. */
export function businesses(graph: Graph, call: Call): Answer {
  return asCaller(graph, call, (caller) => {
    if (!may(caller, 'business_management')) return missingPermission(200, 'business_management')
    const own = graph.state.businesses.filter(({ users }) => users.includes(caller.token.user ?? ''))
    const shared = sharedAccounts(graph, caller.token.user, caller.grant?.pages ?? null)
    const nodes = own.map((business) => businessNode(business, shared))
    return pageOf(nodes, call, graph.base(), caller.value, 'id,name')
  })
}

/** What lies under a WhatsApp account, a number or a media id; null when it is none of them. */
export function answer(graph: Graph, call: Call, [id = '', edge = '']: string[]): Answer | null {
  const account = graph.state.whatsapp.find((one) => one.id === id)
  if (account) return ofAccount(graph, call, account, edge)
  for (const one of graph.state.whatsapp) {
    const number = one.numbers.find((each) => each.id === id)
    if (number) return ofNumber(graph, call, one, number, edge)
  }
  if (id === 'attachments') return download(graph, call, edge)
  return graph.state.media.has(id) && !edge ? media(graph, call, id) : null
}

function ofAccount(graph: Graph, call: Call, account: WhatsAppBusinessAccount, edge: string): Answer | null {
  return asPartner(graph, call, account, 'whatsapp_business_management', (caller) => {
    switch (`${call.method} ${edge}`) {
      case 'GET ':
        return ok(pick({ id: account.id, name: account.name }, call.query.fields, 'id,name'))
      case 'GET phone_numbers':
        return pageOf(account.numbers.map(numberNode), call, graph.base(), caller.value, numberFields)
      case 'GET message_templates':
        return pageOf(account.templates.map(templateNode), call, graph.base(), caller.value, templateFields)
      case 'GET subscribed_apps': {
        const data = [...account.subscribed].map((id) => ({ whatsapp_business_api_data: { id } }))
        return { status: 200, body: { data } }
      }
      case 'POST subscribed_apps':
        account.subscribed.add(caller.app.id)
        return { status: 200, body: { success: true } }
      case 'DELETE subscribed_apps':
        account.subscribed.delete(caller.app.id)
        return { status: 200, body: { success: true } }
      default:
        return unknownObject(account.id, call.method)
    }
  })
}

function ofNumber(
  graph: Graph,
  call: Call,
  account: WhatsAppBusinessAccount,
  number: WhatsAppNumber,
  edge: string,
): Answer {
  if (`${call.method} ${edge}` === 'GET ')
    return asPartner(graph, call, account, 'whatsapp_business_management', () =>
      ok(pick(numberNode(number), call.query.fields, numberFields)),
    )
  return asPartner(graph, call, account, 'whatsapp_business_messaging', () => {
    if (`${call.method} ${edge}` === 'POST messages') return send(graph, call, account, number)
    if (`${call.method} ${edge}` === 'POST media') return upload(graph, call, number)
    return unknownObject(number.id, call.method)
  })
}

/** `POST /{phone_number_id}/messages`: text, template, media by id or link, or a mark of having read. */
function send(graph: Graph, call: Call, account: WhatsAppBusinessAccount, number: WhatsAppNumber): Answer {
  const { messaging_product, to, type = 'text', text, template, status, message_id } = call.body
  if (messaging_product !== 'whatsapp')
    return graphError(100, '(#100) The parameter messaging_product is required.')
  if (!number.registered) return whatsappError(133010)
  if (status === 'read' && message_id) return { status: 200, body: { success: true } }
  if (!to) return graphError(100, '(#100) The parameter to is required.')
  const digits = String(to).replace(/\D/g, '')
  const fault =
    type === 'template' ? templateFault(account, template) : contentFault(graph, call, type, text, digits)
  if (fault) return fault
  const id = `wamid.${Buffer.from(`${digits} ${graph.nextId()}`).toString('base64')}`
  graph.state.messages.push({ id, phoneNumberId: number.id, to: digits, sent: call.body })
  const contacts = [{ input: to, wa_id: digits }]
  const messages = [type === 'template' ? { id, message_status: 'accepted' } : { id }]
  return { status: 200, body: { messaging_product, contacts, messages } }
}

function templateFault(account: WhatsAppBusinessAccount, sent: Call['body'] | undefined): Answer | null {
  if (!sent?.name || !sent.language?.code)
    return graphError(100, '(#100) Invalid parameter', { details: 'template name and language are required' })
  const known = account.templates.find(
    ({ name, language }) => name === sent.name && language === sent.language.code,
  )
  if (known?.status === 'PAUSED') return whatsappError(132015)
  if (known?.status !== 'APPROVED')
    return whatsappError(132001, `template name (${sent.name}) does not exist in ${sent.language.code}`)
  const components: { type: string; parameters?: unknown[] }[] = sent.components ?? []
  const body = components.find(({ type }) => type.toLowerCase() === 'body')
  const given = body?.parameters?.length ?? 0
  const wanted = variables(known)
  if (given === wanted) return null
  const counts = `body: number of localizable_params (${given}) does not match the expected number of params (${wanted})`
  return whatsappError(132000, counts)
}

function contentFault(
  graph: Graph,
  call: Call,
  type: string,
  text: { body?: string } | undefined,
  digits: string,
): Answer | null {
  if (graph.state.openWindows && !graph.state.openWindows.has(digits)) return whatsappError(131047)
  if (type === 'text') {
    if (!text?.body) return graphError(100, "(#100) The parameter text['body'] is required.")
    if (text.body.length <= 4096) return null
    return graphError(100, "(#100) Param text['body'] must be at most 4096 characters long.")
  }
  if (!['image', 'video', 'audio', 'document', 'sticker'].includes(type))
    return graphError(100, `(#100) Param type must be one of the message types: ${type}`)
  const { id, link } = call.body[type] ?? {}
  if (link || graph.state.media.has(id)) return null
  return graphError(100, `(#100) Invalid parameter`, { details: `${type}: media id or link is required` })
}

/** `POST /{phone_number_id}/media`: `messaging_product`, `type`, and the file. */
function upload(graph: Graph, call: Call, number: WhatsAppNumber): Answer {
  const { messaging_product, file, type } = call.body
  if (messaging_product !== 'whatsapp')
    return graphError(100, '(#100) The parameter messaging_product is required.')
  if (!file?.bytes) return graphError(100, '(#100) The parameter file is required.')
  const id = graph.nextId()
  graph.state.media.set(id, { mime: type ?? file.type, bytes: file.bytes, phoneNumberId: number.id })
  return { status: 200, body: { id } }
}

/** `GET` and `DELETE /{media}`; the address of the file wants the token too. */
function media(graph: Graph, call: Call, id: string): Answer {
  return asCaller(graph, call, (caller) => {
    if (!may(caller, 'whatsapp_business_messaging'))
      return missingPermission(200, 'whatsapp_business_messaging')
    const kept = graph.state.media.get(id)
    if (!kept) return unknownObject(id, call.method)
    if (call.method === 'DELETE') {
      graph.state.media.delete(id)
      return { status: 200, body: { success: true } }
    }
    const url = `${graph.base()}/attachments/${id}`
    const sha256 = createHash('sha256').update(kept.bytes).digest('hex')
    const size = kept.bytes.length
    return {
      status: 200,
      body: { messaging_product: 'whatsapp', url, mime_type: kept.mime, sha256, file_size: size, id },
    }
  })
}

function download(graph: Graph, call: Call, id: string): Answer {
  return asCaller(graph, call, () => {
    const kept = graph.state.media.get(id)
    if (!kept) return { status: 404, body: '' }
    return { status: 200, headers: { 'content-type': kept.mime }, body: kept.bytes }
  })
}

/** Dead tokens are 401 here, where the rest of the graph says 400. */
function asPartner(
  graph: Graph,
  call: Call,
  account: WhatsAppBusinessAccount,
  permission: string,
  work: (caller: Caller) => Answer,
): Answer {
  let letIn = false
  const answer = asCaller(graph, call, (caller) => {
    letIn = true
    if (!sharedAccounts(graph, caller.token.user, caller.grant?.pages ?? null).includes(account))
      return unknownObject(account.id, call.method)
    return may(caller, permission) ? work(caller) : missingPermission(200, permission)
  })
  return letIn ? answer : { ...answer, status: 401 }
}

const variables = ({ body }: WhatsAppTemplate) => new Set(body.match(/\{\{\w+\}\}/g)).size

const numberFields = 'verified_name,display_phone_number,id,quality_rating'
const templateFields = 'name,components,language,status,category,id'

const numberNode = (number: WhatsAppNumber): GraphNode => ({
  id: number.id,
  display_phone_number: number.display_phone_number,
  verified_name: number.verified_name,
  name_status: 'APPROVED',
  quality_rating: 'GREEN',
  code_verification_status: 'VERIFIED',
})

const templateNode = (template: WhatsAppTemplate): GraphNode => ({
  id: template.id,
  name: template.name,
  language: template.language,
  category: template.category,
  status: template.status,
  components: [{ type: 'BODY', text: template.body }],
})

function businessNode(business: GraphBusiness, shared: WhatsAppBusinessAccount[]): GraphNode {
  const edge = (ids: string[]) => ({
    edge: shared.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name })),
  })
  return {
    id: business.id,
    name: business.name,
    owned_whatsapp_business_accounts: edge(business.owned),
    client_whatsapp_business_accounts: edge(business.client),
  }
}
