/**
 * The types of the server's own API description. A page that states its requests with them stops compiling when the
 * server changes. `api.request` takes the same path, with the method in capitals.
 */
import type { paths } from '@tradepost/client'

export type Path = keyof paths
type Json<T> = T extends { content: { 'application/json': infer TBody } } ? TBody : never

/** The JSON body of a successful answer: `Answer<'/api/v1/auth/me', 'get'>`, `Answer<…, 'post', 201>`. */
export type Answer<
  TPath extends Path,
  TMethod extends keyof paths[TPath],
  TStatus extends number = 200,
> = paths[TPath][TMethod] extends { responses: infer TResponses }
  ? TStatus extends keyof TResponses
    ? Json<TResponses[TStatus]>
    : never
  : never

/** The JSON body that a request sends. */
export type Body<TPath extends Path, TMethod extends keyof paths[TPath]> = paths[TPath][TMethod] extends {
  requestBody?: infer TRequest
}
  ? Json<NonNullable<TRequest>>
  : never
