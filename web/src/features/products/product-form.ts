import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import type { Product, ProductInput } from './api.ts'

/** The product as its form holds it: no nulls in text fields. */
export type ProductValues = {
  name: string
  description: string
  images: string[]
  price: number | null
  cost_price: number | null
  stock: number | null
  low_stock_threshold: number | null
  sku: string
  barcode: string
  category_id: number | null
  supplier_id: number | null
  weight: number | string
  is_active: boolean
}

export function valuesOf(product: Product | null): ProductValues {
  return {
    name: product?.name ?? '',
    description: product?.description ?? '',
    images: product?.images ?? [],
    price: product?.price ?? null,
    cost_price: product?.cost_price ?? null,
    stock: product?.stock ?? 0,
    low_stock_threshold: product?.low_stock_threshold ?? 10,
    sku: product?.sku ?? '',
    barcode: product?.barcode ?? '',
    category_id: product?.category_id ?? null,
    supplier_id: product?.supplier_id ?? null,
    weight: product?.weight ?? '',
    is_active: product?.is_active ?? true,
  }
}

/**
 * The body to send. For an existing product the stock goes along only when it was changed here: otherwise a save would
 * undo what orders took while the form was open.
 */
export function inputOf(values: ProductValues, product: Product | null): ProductInput {
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  const stock = values.stock ?? 0
  return {
    name: values.name.trim(),
    description: text(values.description),
    images: values.images,
    image_url: values.images[0] ?? null,
    price: values.price ?? 0,
    cost_price: values.cost_price,
    ...(product === null || stock !== product.stock ? { stock } : {}),
    low_stock_threshold: values.low_stock_threshold ?? 0,
    sku: text(values.sku),
    barcode: text(values.barcode),
    category_id: values.category_id,
    supplier_id: values.supplier_id,
    weight: values.weight === '' ? null : Number(values.weight),
    is_active: values.is_active,
  }
}

/** Puts a refusal at the fields it is about, in the reader's language; returns what no field can show. */
export function useProductErrors() {
  const { t } = useTranslation('products')
  const { t: common } = useTranslation()
  return (form: UseFormReturnType<ProductValues>, error: unknown): string | null => {
    if (!(error instanceof ApiError)) return applyFormErrors(form, error, common)
    if (/SKU or barcode already exists/i.test(error.message)) {
      const text = t('errors.codeTaken')
      form.setErrors(form.values.sku.trim() === '' ? { barcode: text } : { sku: text })
      return null
    }
    if (/Invalid category or supplier/i.test(error.message)) {
      form.setErrors({ category_id: t('errors.gone'), supplier_id: t('errors.gone') })
      return null
    }
    const params = Object.keys(error.fields)
    const texts = Object.fromEntries(params.map((param) => [param, t('errors.invalid')]))
    const names = Object.fromEntries(
      params.filter((param) => /^image(s\[|_url)/.test(param)).map((param) => [param, 'images']),
    )
    return applyFormErrors(form, error, common, {
      texts: { ...texts, price: t('errors.price'), stock: t('errors.stock') },
      names,
    })
  }
}
