import { notFound } from '../errors.ts'
import type { Context } from './route.ts'

const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && form.test(text)
}

/** The path's UUID in lower case; throws the 404 of a missing id when it is none. */
export function uuidParam(context: Pick<Context, 'param'>, name = 'id'): string {
  const id = context.param(name)
  if (!isUuid(id)) throw notFound('Not found.')
  return id.toLowerCase()
}
