import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { type AskOptions, ask } from './ask.ts'
import type { Lexicon } from './question.ts'
import { type AnswerBody, answerSchema, askFields } from './schemas.ts'

const description = `Answers in the language of the question, from the products and published pages of the workspace. Prices and stock are
read at that moment. A client names a conversation itself by \`conversation_id\`; the name is the caller's own, so a name that was never used, or
only by somebody else, begins a new conversation.

With \`Accept: text/event-stream\` the same is answered as server-sent events, each with JSON as its data: \`sources\` \`{"sources": [...]}\` first, then
\`delta\` \`{"text": "..."}\` any number of times, then \`done\` with the whole body as below, whose \`response\` is the final text and replaces the pieces.
When something breaks after the start, \`error\` \`{"detail": "..."}\` ends the stream instead. Closing the connection ends the call to the model.`

/** Storefronts contract 8. */
export function assistantRoutes(lexicon: Lexicon): RouteSpec[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/ai/ask',
      summary: 'Ask about the catalogue',
      description,
      tag: 'Assistant',
      access: { kind: 'user', permission: 'products:read', peopleOnly: true },
      throttle: { name: 'ask', perMinute: 60, by: 'caller' },
      bodyLimit: 64 * 1024,
      form: true,
      body: askFields,
      responses: { 200: answerSchema },
      async handle(context) {
        const { services, caller, request, reply } = context
        const input = context.input()
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const asking = (heard: Pick<AskOptions, 'onSources' | 'onText'>) =>
          ask(services, lexicon, caller, {
            question: input.question as string,
            conversationId: (input.conversation_id as string | null | undefined) ?? null,
            signal: gone.signal,
            ...heard,
          })
        return wantsEvents(request) ? sendEvents(request, reply, asking) : asking({})
      },
    }),
  ]
}

function wantsEvents(request: FastifyRequest): boolean {
  return /\btext\/event-stream\b/i.test(request.headers.accept ?? '')
}

type Asking = (heard: Pick<AskOptions, 'onSources' | 'onText'>) => Promise<AnswerBody>

function sendEvents(request: FastifyRequest, reply: FastifyReply, asking: Asking): FastifyReply {
  const stream = new PassThrough()
  const send = (event: string, data: object) => {
    if (!stream.destroyed) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  asking({ onSources: (sources) => send('sources', { sources }), onText: (text) => send('delta', { text }) })
    .then((body) => send('done', body))
    .catch((error: unknown) => {
      request.log.error({ err: error }, 'a question could not be answered')
      send('error', { detail: 'Server error.' })
    })
    .finally(() => stream.end())
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(stream)
}
