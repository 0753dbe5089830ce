import { useRef, useState } from 'react'
import { addToCart, type CartLine, type CartProduct } from './cart.ts'

export type Cart = {
  lines: CartLine[]
  change: (lines: CartLine[]) => void
  /** One more piece; false when nothing is left in stock. */
  add: (product: CartProduct) => boolean
}

/** The lines of an order in the making. A scanner may add faster than React renders: no piece gets lost. */
export function useCart(): Cart {
  const [lines, setLines] = useState<CartLine[]>([])
  const latest = useRef(lines)

  function change(next: CartLine[]) {
    latest.current = next
    setLines(next)
  }

  function add(product: CartProduct): boolean {
    const next = addToCart(latest.current, product)
    if (next.added) change(next.lines)
    return next.added
  }

  return { lines, change, add }
}
