import type { StoreProduct } from './api.ts'

export type Offer = {
  /** What customers pay; null for a product without a price. */
  price: string | null
  /** What it cost before, only where that was more. */
  before: string | null
  /** How much less it is now, from 0 to 1 in whole hundredths; null where that would say 0 %. */
  off: number | null
}

type Prices = Pick<StoreProduct, 'final_price' | 'original_price' | 'price'>

/**
 * The price to show with the one to strike out. Shops tell the price before in `original_price`; a discount that was
 * entered here leaves it in `price` (storefronts contract 7.1).
 */
export function offerOf({ final_price: price, original_price, price: listed }: Prices): Offer {
  if (price === null) return { price, before: null, off: null }
  const before = [original_price, listed].find((one) => one !== null && Number(one) > Number(price)) ?? null
  if (before === null) return { price, before, off: null }
  const off = Math.round((1 - Number(price) / Number(before)) * 100) / 100
  return { price, before, off: off === 0 ? null : off }
}
