import { useRef, useState } from 'react'
import type { Customer } from '../orders/api.ts'
import { type CartLine, orderBody, totalsOf } from '../orders/cart.ts'
import { hasProblems, noProblems, problemsBefore, problemsOf } from '../orders/order-problems.ts'
import { useCart } from '../orders/useCart.ts'
import { useOwnMemberId } from '../orders/useOwnMemberId.ts'
import { usePlaceOrder } from '../orders/usePlaceOrder.ts'
import type { Product } from '../products/api.ts'
import type { Cash } from './cash.ts'
import type { Sale } from './LastSale.tsx'

type Handlers = {
  onSold: (sale: Sale) => void
  /** The problems now stand at the lines. */
  onRefused: () => void
}

/** The sale at the counter: its lines, its customer, its discount, and how it becomes a paid and delivered order. */
export function usePosSale(branchId: number | null, { onSold, onRefused }: Handlers) {
  const cart = useCart()
  const sellerId = useOwnMemberId()
  const [selected, setSelected] = useState<number | null>(null)
  const [customer, setCustomer] = useState<Customer | null>(null)
  const [discount, setDiscount] = useState<number | null>(null)
  const [problems, setProblems] = useState(noProblems)
  const handed = useRef<Cash | undefined>(undefined)
  const { lines } = cart
  const totals = totalsOf(lines, discount, null)
  const current = lines.findIndex((line) => line.product.id === selected)

  const { place } = usePlaceOrder({
    onPlaced: (order) => {
      clear()
      onSold({ order, cash: handed.current })
    },
    onRefused: (error) => {
      const found = problemsOf(error, lines)
      setProblems(found)
      if (!found.general) onRefused()
    },
  })

  function clear() {
    change([])
    setSelected(null)
    setCustomer(null)
    setDiscount(null)
  }

  function change(next: CartLine[]) {
    cart.change(next)
    setProblems(noProblems)
  }

  /** False when nothing is left in stock. */
  function add(product: Product): boolean {
    setSelected(product.id)
    setProblems(noProblems)
    return cart.add(product)
  }

  function select(by: 1 | -1) {
    const from = current === -1 ? (by === 1 ? -1 : lines.length) : current
    setSelected(lines[Math.min(lines.length - 1, Math.max(0, from + by))]?.product.id ?? null)
  }

  function removeSelected() {
    const next = lines.filter((_, index) => index !== current)
    change(next)
    setSelected(next[Math.min(current, next.length - 1)]?.product.id ?? null)
  }

  /** Whether it can be paid; what stands against it then shows at its place. */
  function check(): boolean {
    const found = problemsBefore(lines, totals)
    setProblems(found)
    return lines.length > 0 && !hasProblems(found)
  }

  function pay(paymentMethod: string, cash: Cash | undefined) {
    handed.current = cash
    const body = orderBody(lines, {
      customer,
      sellerId,
      branchId,
      shippingMethodId: null,
      discount,
      shippingFee: null,
      paymentMethod,
      paymentStatus: 'paid',
      channel: 'store',
      address: '',
      phone: '',
      notes: '',
    })
    // Over the counter the goods change hands at once.
    place.mutate({ ...body, status: 'delivered' })
  }

  return {
    lines,
    totals,
    selected: current === -1 ? null : selected,
    customer,
    discount,
    problems,
    place,
    add,
    change,
    select,
    removeSelected,
    setCustomer,
    setDiscount: (value: number | null) => {
      setDiscount(value)
      setProblems(noProblems)
    },
    check,
    pay,
    clear,
  }
}
