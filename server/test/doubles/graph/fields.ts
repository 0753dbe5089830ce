import type { Answer, Call } from '../kit/http.ts'
import { graphError } from './errors.ts'

/** What an object of the graph can tell: plain values, or connections to other objects. null is left out. */
export type GraphNode = { [field: string]: unknown }

/** A connection as a field: `comments.summary(true)`. */
export interface Edge {
  edge: GraphNode[]
}

interface Wanted {
  name: string
  modifiers: string
  sub: string | null
}

/** The fields of an object that are asked for, or the platform's refusal of one that there is not. */
export function pick(node: GraphNode, fields: string | undefined, otherwise = 'id'): GraphNode | Answer {
  const result: GraphNode = {}
  for (const { name, modifiers, sub } of parseFields(fields ?? otherwise)) {
    const value = node[name]
    if (value === undefined) return graphError(100, `(#100) Tried accessing nonexistent field (${name})`)
    if (value === null) continue
    const edge = asEdge(value)
    if (!edge) result[name] = value
    else {
      const data = pickAll(edge, sub ?? undefined)
      if (!Array.isArray(data)) return data
      result[name] = {
        data,
        ...(modifiers.includes('summary(') ? { summary: { total_count: edge.length } } : {}),
      }
    }
  }
  return { id: node.id, ...result }
}

/** One page of a connection: `limit`, `after`; the address of the next page has the token in it, as it has there. */
export function page(nodes: GraphNode[], call: Call, base: string, token: string, otherwise = 'id'): Answer {
  const limit = Math.min(Number(call.query.limit ?? 25), 100)
  const start = call.query.after ? Number(Buffer.from(call.query.after, 'base64').toString()) : 0
  if (!Number.isInteger(start)) return graphError(100, '(#100) Invalid cursors values')
  const shown = nodes.slice(start, start + limit)
  const data = pickAll(shown, call.query.fields, otherwise)
  if (!Array.isArray(data)) return data
  if (shown.length === 0) return { status: 200, body: { data } }
  const cursor = (index: number) => Buffer.from(String(index)).toString('base64')
  const after = cursor(start + shown.length)
  const paging: Record<string, unknown> = { cursors: { before: cursor(start), after } }
  if (start + shown.length < nodes.length) {
    const next = new URLSearchParams({ ...call.query, access_token: token, limit: String(limit), after })
    paging.next = `${base}${call.path.replace(/^\/v[\d.]+/, '')}?${next}`
  }
  return { status: 200, body: { data, paging } }
}

export const isAnswer = (value: object): value is Answer => 'status' in value && 'body' in value

function pickAll(nodes: GraphNode[], fields: string | undefined, otherwise = 'id'): GraphNode[] | Answer {
  const picked: GraphNode[] = []
  for (const node of nodes) {
    const one = pick(node, fields, otherwise)
    if (isAnswer(one)) return one
    picked.push(one)
  }
  return picked
}

function asEdge(value: unknown): GraphNode[] | null {
  return typeof value === 'object' && value !== null && 'edge' in value ? (value as Edge).edge : null
}

/** `id,comments.summary(true){id,from}` in parts; commas inside brackets separate nothing. */
function parseFields(fields: string): Wanted[] {
  const parts: string[] = ['']
  let depth = 0
  for (const letter of fields) {
    if (letter === '(' || letter === '{') depth += 1
    if (letter === ')' || letter === '}') depth -= 1
    if (letter === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts
    .map((part) => /^\s*(\w+)([^{]*)(?:\{(.*)\})?\s*$/.exec(part))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1] ?? '', modifiers: match[2] ?? '', sub: match[3] ?? null }))
}
