import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { picturesOf, type StoreProduct, type StoreProductInput } from './api.ts'
import { shownText } from './shown-text.ts'

type ProductType = NonNullable<StoreProductInput['product_type']>
type Period = NonNullable<StoreProductInput['billing_period']>

/** A product as its form holds it: no nulls in text fields, amounts as numbers, lists as people write them. */
export type StoreProductValues = {
  title: string
  product_type: ProductType
  description: string
  short_description: string
  link: string
  price: number | null
  discount_percentage: number | null
  currency: string
  billing_period: Period | null
  category: string
  brand: string
  tags: string[]
  keywords: string[]
  /** One per line. */
  features: string
  specifications: { name: string; value: string }[]
  is_active: boolean
  in_stock: boolean
  stock_quantity: number | null
  images: string[]
  meta_title: string
  meta_description: string
}

/** `currency` is that of the workspace, for a new product. */
export function valuesOf(product: StoreProduct | null, currency: string): StoreProductValues {
  const amount = (text: string | null | undefined) => (text ? Number(text) : null)
  return {
    title: product?.title ?? '',
    product_type: (product?.product_type ?? 'product') as ProductType,
    description: product?.description ?? '',
    short_description: product?.short_description ?? '',
    link: product?.link ?? '',
    price: amount(product?.price),
    discount_percentage: amount(product?.discount_percentage),
    currency: product?.currency ?? currency,
    billing_period: (product?.billing_period ?? null) as Period | null,
    category: product?.category ?? '',
    brand: product?.brand ?? '',
    tags: product?.tags ?? [],
    keywords: product?.keywords ?? [],
    features: (product?.features ?? []).map(shownText).join('\n'),
    specifications: Object.entries(product?.specifications ?? {}).map(([name, value]) => ({
      name,
      value: shownText(value),
    })),
    is_active: product?.is_active ?? true,
    in_stock: product?.in_stock ?? true,
    stock_quantity: product?.stock_quantity ?? null,
    images: product ? picturesOf(product) : [],
    meta_title: product?.meta_title ?? '',
    meta_description: product?.meta_description ?? '',
  }
}

function wholeInput(values: StoreProductValues): StoreProductInput {
  const { discount_percentage: discount, specifications, features, images, ...rest } = values
  const named = specifications.filter(({ name }) => name.trim() !== '')
  return {
    ...rest,
    title: values.title.trim(),
    description: values.description.trim(),
    link: values.link.trim(),
    price: values.price === null ? null : values.price.toFixed(2),
    discount_percentage: discount === null || discount === 0 ? null : discount.toFixed(2),
    features: features
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    specifications: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value.trim()])),
    main_image: images[0] ?? '',
    images,
  }
}

/**
 * The body to send. For an existing product only what was changed here goes along: a store may have changed the rest
 * while the form was open.
 */
export function inputOf(values: StoreProductValues, before: StoreProductValues | null): StoreProductInput {
  const input = wholeInput(values)
  if (before === null) return input
  const old: Record<string, unknown> = wholeInput(before)
  const changed = Object.entries(input).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]),
  )
  return Object.fromEntries(changed) as StoreProductInput
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(text)
}

/** Puts a refusal at the fields that it is about, in the reader's language; returns what no field can show. */
export function useStoreProductErrors() {
  const { t } = useTranslation('store-products')
  const { t: common } = useTranslation()
  return (form: UseFormReturnType<StoreProductValues>, error: unknown): string | null => {
    const params = error instanceof ApiError ? Object.keys(error.fields) : []
    const texts = Object.fromEntries(params.map((param) => [param, t('errors.invalid')]))
    // A single entry of a list has no field of its own.
    const homes = params.filter((param) => param.includes('.')).map((param) => [param, param.split('.')[0]])
    return applyFormErrors(form, error, common, {
      names: { ...Object.fromEntries(homes), main_image: 'images' },
      texts: {
        ...texts,
        title: t('errors.title'),
        description: t('errors.description'),
        link: t('errors.link'),
        price: t('errors.price'),
        discount_percentage: t('errors.percentage'),
        currency: t('errors.currency'),
      },
    })
  }
}
