import { moneyToString, parseMoney } from '../../kernel/money/money.ts'
import type { StoreProductChanges } from './inputs.ts'
import type { StoreProductRow } from './product-sql.ts'

type PriceKey = 'price' | 'sale_price' | 'original_price' | 'discount_amount' | 'discount_percentage'
type PriceChanges = Pick<StoreProductChanges, PriceKey>

/** What the price columns become; absent ones stay. `price` null: the product has none. */
export type PriceColumns = Partial<Record<PriceKey, string | null>>

/** Prices by hand are kept as they are stated. */
export function statedPrices(changes: PriceChanges): PriceColumns {
  const { price, sale_price, original_price, discount_amount, discount_percentage } = changes
  return sentOnly({ price, sale_price, original_price, discount_amount, discount_percentage })
}

/**
 * A synced product has one truth, the price that customers pay, and perhaps an old price above it; whatever is changed of the
 * five is brought into these two. What is sent as it stands already counts as not sent. A price at or above the old one ends
 * the discount.
 */
export function syncedPrices(before: Pick<StoreProductRow, PriceKey>, sent: PriceChanges): PriceColumns {
  const changes = Object.fromEntries(
    Object.entries(statedPrices(sent)).filter(([key, value]) => value !== before[key as PriceKey]),
  ) as PriceColumns
  if (Object.keys(changes).length === 0) return {}

  let price = changes.price === undefined ? before.price : changes.price
  let old = changes.original_price === undefined ? before.original_price : changes.original_price
  let percentage = before.discount_percentage
  const full = old ?? price

  if (changes.sale_price) {
    old = changes.original_price ?? changes.price ?? before.original_price ?? before.price
    price = changes.sale_price
  } else if (changes.discount_amount && full !== null) {
    old = full
    price = atLeastNothing(amount(full) - amount(changes.discount_amount))
  } else if (changes.discount_percentage && full !== null) {
    old = full
    percentage = changes.discount_percentage
    price = reduced(amount(full), amount(percentage))
  } else if (endsSale(changes)) {
    if (changes.price === undefined) price = full
    old = null
  }

  const onSale = price !== null && old !== null && amount(price) < amount(old)
  return {
    price,
    sale_price: onSale ? price : null,
    original_price: onSale ? old : null,
    discount_amount: onSale ? moneyToString(amount(old!) - amount(price!)) : null,
    discount_percentage: onSale ? percentage : null,
  }
}

/** One of the three that make a discount was emptied. */
function endsSale(changes: PriceColumns): boolean {
  return [changes.sale_price, changes.discount_amount, changes.discount_percentage].includes(null)
}

const amount = (text: string) => parseMoney(text)!
/** Less `hundredths` of a per cent, rounded half up as the database does it. */
const reduced = (full: bigint, hundredths: bigint) =>
  moneyToString((full * (10_000n - hundredths) * 2n + 10_000n) / 20_000n)
const atLeastNothing = (value: bigint) => moneyToString(value < 0n ? 0n : value)

function sentOnly(columns: { [K in PriceKey]: string | null | undefined }): PriceColumns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
