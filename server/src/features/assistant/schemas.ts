import { Type } from 'typebox'
import { nullable } from '../../kernel/http/fields.ts'
import { charField, needed } from '../../kernel/http/rest-fields.ts'
import { languages } from './function-words.ts'

const nullableText = Type.Unsafe<string | null>({ type: ['string', 'null'] })

/** Storefronts contract 8. A client names its conversations itself. */
export const askFields = {
  question: needed(charField({ max: 2000, min: 1 })),
  conversation_id: nullable(charField({ max: 100, min: 1 })),
}

const sourceSchema = Type.Object(
  {
    type: Type.Unsafe<'product' | 'page'>({ type: 'string', enum: ['product', 'page'] }),
    id: Type.String({ format: 'uuid' }),
    title: Type.String(),
    price: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Decimal string, read when answering; null of pages and of products without a price.',
    }),
    currency: nullableText,
    in_stock: Type.Unsafe<boolean | null>({ type: ['boolean', 'null'] }),
    link: nullableText,
  },
  { $id: 'AnswerSource' },
)

export const answerSchema = Type.Object(
  {
    success: Type.Boolean(),
    response: nullableText,
    response_time_ms: Type.Integer(),
    metadata: Type.Object({
      sources: Type.Array(sourceSchema, {
        description: 'What the answer is made of, best first, at most eight.',
      }),
      language: Type.Unsafe<string>({ type: 'string', enum: [...languages] }),
      answered_by: Type.Unsafe<'model' | 'catalogue'>({
        type: 'string',
        enum: ['model', 'catalogue'],
        description:
          '`catalogue`: put together from the sources, because no model is configured, or it failed, or nothing was found.',
      }),
      model: nullableText,
      fallback_reason: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        enum: ['model_unavailable', 'model_timeout', 'model_malformed', null],
        description: 'Why a configured model did not answer.',
      }),
      retrieval: Type.Unsafe<'keyword' | 'hybrid'>({ type: 'string', enum: ['keyword', 'hybrid'] }),
      index_complete: Type.Boolean({
        description:
          'False while a large import is still being indexed: what it brought last may be missing.',
      }),
      conversation_id: nullableText,
    }),
  },
  { $id: 'Answer' },
)

/** One of `metadata.sources`. */
export interface AnswerSource {
  type: 'product' | 'page'
  id: string
  title: string
  price: string | null
  currency: string | null
  in_stock: boolean | null
  link: string | null
}

export interface AnswerBody {
  success: boolean
  response: string | null
  response_time_ms: number
  metadata: {
    sources: AnswerSource[]
    language: string
    answered_by: 'model' | 'catalogue'
    model: string | null
    fallback_reason: 'model_unavailable' | 'model_timeout' | 'model_malformed' | null
    retrieval: 'keyword' | 'hybrid'
    index_complete: boolean
    conversation_id: string | null
  }
}
