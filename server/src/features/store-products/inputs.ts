import { Type } from 'typebox'
import { isStorableJson } from '../../kernel/http/body.ts'
import {
  aliased,
  type Field,
  type Input,
  nullable,
  type PartialInput,
  type Problem,
} from '../../kernel/http/fields.ts'
import {
  amountField,
  booleanField,
  charField,
  choiceField,
  dictField,
  integerField,
  listField,
  needed,
} from '../../kernel/http/rest-fields.ts'
import { parseMoney } from '../../kernel/money/money.ts'
import { billingPeriods, productTypes, valuesOf } from './choices.ts'

const fail = (message: string): { ok: false; problems: Problem[] } => ({
  ok: false,
  problems: [{ path: '', message }],
})

/** Text whose value passes `read`; undefined from it is refused with `message`. */
function readText(
  inner: Field<string | undefined>,
  read: (value: string) => string | undefined,
  message: string,
): Field<string | undefined> {
  return {
    ...inner,
    parse(raw) {
      const parsed = inner.parse(raw)
      if (!parsed.ok) return parsed
      const value = read(parsed.value ?? '')
      return value === undefined ? fail(message) : { ok: true, value }
    },
  }
}

const isHttp = (url: URL | null) => url?.protocol === 'http:' || url?.protocol === 'https:'
const badUrl = 'Enter a valid URL.'

/** An absolute http(s) address. */
const link = () =>
  readText(charField({ max: 2048 }), (value) => (isHttp(URL.parse(value)) ? value : undefined), badUrl)

/** As `link`; also an address on this server, as uploads have it. */
const imageAddress = () =>
  readText(
    charField({ max: 2048 }),
    (value) => (isHttp(URL.parse(value, 'http://relative.invalid')) ? value : undefined),
    badUrl,
  )

const currency = () =>
  readText(
    charField({ max: 8, min: 3 }),
    (value) => (/^[a-z]{3,8}$/i.test(value) ? value.toUpperCase() : undefined),
    'Enter a currency code of 3 to 8 letters.',
  )

/** 0 to 100 with two places, as text. */
function percentage(): Field<string | undefined> {
  const inner = amountField()
  return {
    ...inner,
    schema: Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,2})?$' }),
    parse(raw) {
      const parsed = inner.parse(raw)
      if (!parsed.ok) return parsed
      if (parseMoney(parsed.value)! > 10_000n) return fail('Ensure this value is less than or equal to 100.')
      return parsed
    },
  }
}

/** A list of anything that the database can keep. */
function features(): Field<unknown[] | undefined> {
  const anything: Field<unknown> = {
    ...booleanField(),
    schema: Type.Unknown(),
    parse: (value) => ({ ok: true, value }),
  }
  return storable(listField(anything, { max: 500 }))
}

/** Refuses what the database cannot keep as JSON. */
function storable<T>(inner: Field<T>): Field<T> {
  return {
    ...inner,
    parse(raw) {
      const parsed = inner.parse(raw)
      return !parsed.ok || isStorableJson(parsed.value) ? parsed : fail('Not a valid value.')
    },
  }
}

const blank = { blank: true }
const words = (max: number) => listField(charField({ max }), { max: 500 })

/** What people write of a product (storefronts contract 7.3); everything else in a body is ignored. */
export const productBody = {
  title: needed(charField({ min: 3, max: 255 })),
  description: needed(charField({ min: 10, max: 200_000 })),
  product_type: choiceField(valuesOf(productTypes)),
  short_description: nullable(charField({ max: 500 }), blank),
  long_description: nullable(charField({ max: 200_000 }), blank),
  link: nullable(link(), blank),
  price: nullable(amountField(), blank),
  sale_price: nullable(amountField(), blank),
  original_price: nullable(amountField(), blank),
  discount_amount: nullable(amountField(), blank),
  discount_percentage: nullable(percentage(), blank),
  currency: nullable(currency(), blank),
  billing_period: nullable(choiceField(valuesOf(billingPeriods)), blank),
  features: features(),
  specifications: storable(dictField()),
  category: nullable(charField({ max: 255 }), blank),
  brand: nullable(charField({ max: 255 }), blank),
  tags: words(255),
  keywords: words(255),
  is_active: booleanField(),
  in_stock: booleanField(),
  stock_quantity: nullable(integerField({ min: 0 }), blank),
  main_image: aliased(nullable(imageAddress(), blank), 'image'),
  images: listField(imageAddress(), { max: 500 }),
  meta_title: nullable(charField({ max: 255 }), blank),
  meta_description: nullable(charField({ max: 1000 }), blank),
}
export type StoreProductInput = Input<typeof productBody>
export type StoreProductChanges = PartialInput<typeof productBody>

export const bulkBody = {
  product_ids: listField(charField({ max: 100 }), { max: 1000 }),
  is_active: booleanField(),
  in_stock: booleanField(),
}
