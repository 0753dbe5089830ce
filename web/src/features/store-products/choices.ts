export const sources = ['woocommerce', 'shopify', 'manual'] as const

/** Names of shop systems, which no language translates. */
export const systemNames: Record<string, string> = {
  woocommerce: 'WooCommerce',
  shopify: 'Shopify',
}

/** What the list can be ordered by, as the server calls it. The first one is the server's own. */
export const orderings = [
  '-created_at',
  '-updated_at',
  'title',
  'price',
  '-price',
  'stock_quantity',
  '-stock_quantity',
] as const
export type Ordering = (typeof orderings)[number]

/** The text of each order in the catalogue `store-products`. */
export const orderingKeys = {
  '-created_at': 'order.newest',
  '-updated_at': 'order.changed',
  title: 'order.title',
  price: 'order.cheapest',
  '-price': 'order.dearest',
  stock_quantity: 'order.scarcest',
  '-stock_quantity': 'order.fullest',
} as const satisfies Record<Ordering, string>
