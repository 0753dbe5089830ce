import { expect, test } from 'vitest'
import type { StoreProduct } from './api.ts'
import { inputOf, isWebAddress, valuesOf } from './store-product-form.ts'

const stored = {
  title: 'Teapot',
  product_type: 'product',
  description: 'Cast iron, 0.8 l',
  short_description: '',
  link: 'https://shop.example.com/teapot',
  price: '850000.00',
  discount_percentage: null,
  currency: 'IRT',
  billing_period: null,
  category: 'Kitchen',
  brand: '',
  tags: ['tea'],
  keywords: [],
  features: ['Cast iron', 5],
  specifications: { Volume: 0.8, Colours: ['black', 'red'] },
  is_active: true,
  in_stock: true,
  stock_quantity: 4,
  main_image: 'https://shop.example.com/a.jpg',
  images: ['https://shop.example.com/a.jpg', 'https://shop.example.com/b.jpg'],
  meta_title: '',
  meta_description: '',
} as unknown as StoreProduct

test('a form that was not touched sends nothing', () => {
  const values = valuesOf(stored, 'USD')
  expect(inputOf(values, values)).toEqual({})
})

test('a change sends its own fields only, amounts as decimal texts', () => {
  const before = valuesOf(stored, 'USD')
  const values = { ...before, price: 799_999.5, stock_quantity: null }
  expect(inputOf(values, before)).toEqual({ price: '799999.50', stock_quantity: null })
})

test('another first picture becomes the main one', () => {
  const before = valuesOf(stored, 'USD')
  const images = before.images.toReversed()
  expect(inputOf({ ...before, images }, before)).toEqual({ images, main_image: images[0] })
})

test('a new product is sent whole, in the currency of the workspace, without empty lines', () => {
  const values = {
    ...valuesOf(null, 'VND'),
    title: ' Phin filter ',
    features: 'Steel\n\n 6 oz ',
    specifications: [
      { name: ' Weight ', value: '90 g' },
      { name: '', value: 'left over' },
    ],
  }
  expect(inputOf(values, null)).toMatchObject({
    title: 'Phin filter',
    currency: 'VND',
    price: null,
    features: ['Steel', '6 oz'],
    specifications: { Weight: '90 g' },
    images: [],
    main_image: '',
  })
})

test('only addresses of the web are taken for links', () => {
  expect(isWebAddress('https://shop.example.com/قوری')).toBe(true)
  expect(['shop.example.com', 'javascript:alert(1)', 'https://'].some(isWebAddress)).toBe(false)
})
