/**
 * A second book-keeping, written from the contract alone: it knows nothing of the server's code and says of each act what
 * the server must answer and what stock, orders and shipments must be afterwards. Amounts are whole cents.
 */
export interface BookedLine {
  product: number
  quantity: number
  price: bigint
}

export interface BookedOrder {
  id: number
  number: string
  lines: BookedLine[]
  discount: bigint
  fee: bigint
  status: string
  delivery: string
  payment: string
  method: string
  channel: string | null
  customer: number | null
  carrier: number | null
  tracking: string | null
  returnCode: string | null
}

export interface BookedShipment {
  id: number
  order: number
  carrier: number
  tracking: string
  status: string
}

export interface Movement {
  type: 'in' | 'out' | 'return' | 'adjustment'
  quantity: number
}

export interface Books {
  stock: Map<number, number>
  /** What moved since the books were opened, oldest first. */
  movements: Map<number, Movement[]>
  orders: Map<number, BookedOrder>
  shipments: Map<number, BookedShipment>
  customers: Set<number>
}

export function openBooks(products: { id: number; stock: number }[]): Books {
  return {
    stock: new Map(products.map(({ id, stock }) => [id, stock])),
    movements: new Map(products.map(({ id }) => [id, []])),
    orders: new Map(),
    shipments: new Map(),
    customers: new Set(),
  }
}

const orderSteps: Record<string, string> = {
  pending: 'confirmed processing shipped delivered cancelled',
  confirmed: 'pending processing shipped delivered cancelled',
  processing: 'pending confirmed shipped delivered cancelled',
  shipped: 'delivered returned',
  delivered: 'returned',
  cancelled: '',
  returned: '',
}
const shipmentSteps: Record<string, string> = {
  pending: 'in_transit delivered cancelled',
  in_transit: 'delivered returned cancelled',
  delivered: '',
  returned: '',
  cancelled: '',
}
const mayStep = (steps: Record<string, string>, from: string, to: string) =>
  (steps[from] ?? '').split(' ').includes(to)

export const totalOf = (order: Pick<BookedOrder, 'lines'>): bigint =>
  order.lines.reduce((sum, line) => sum + line.price * BigInt(line.quantity), 0n)
export const finalOf = (order: BookedOrder): bigint => totalOf(order) - order.discount + order.fee
export const piecesOf = (order: Pick<BookedOrder, 'lines'>): number =>
  order.lines.reduce((sum, line) => sum + line.quantity, 0)

/** Pieces by product, in the order in which the products first appear. */
function piecesByProduct(lines: BookedLine[]): Map<number, number> {
  const pieces = new Map<number, number>()
  for (const { product, quantity } of lines) pieces.set(product, (pieces.get(product) ?? 0) + quantity)
  return pieces
}

/** The first product of which there is too little, or null. */
export function missingProduct(books: Books, lines: BookedLine[]): number | null {
  for (const [product, quantity] of piecesByProduct(lines)) {
    if ((books.stock.get(product) ?? 0) < quantity) return product
  }
  return null
}

function move(books: Books, product: number, movement: Movement): void {
  const before = books.stock.get(product) ?? 0
  const { type, quantity } = movement
  books.stock.set(
    product,
    type === 'adjustment' ? quantity : type === 'out' ? before - quantity : before + quantity,
  )
  books.movements.get(product)?.push(movement)
}

export function bookOrder(books: Books, order: BookedOrder): void {
  books.orders.set(order.id, order)
  for (const [product, quantity] of piecesByProduct(order.lines))
    move(books, product, { type: 'out', quantity })
}

function giveBack(books: Books, order: BookedOrder): void {
  for (const [product, quantity] of piecesByProduct(order.lines))
    move(books, product, { type: 'return', quantity })
}

/** Books a new status; the words of the refusal when it is forbidden. */
export function bookOrderStatus(books: Books, order: BookedOrder, to: string): string | null {
  if (order.status === to) return null
  if (!mayStep(orderSteps, order.status, to)) return `Cannot change status from ${order.status} to ${to}`
  order.status = to
  if (['shipped', 'delivered', 'cancelled', 'returned'].includes(to)) order.delivery = to
  if (to === 'returned') order.returnCode ??= `RET-${order.number.slice('ORD-'.length)}`
  if (to === 'cancelled' || to === 'returned') giveBack(books, order)
  if (to === 'cancelled') {
    for (const shipment of shipmentsOf(books, order.id)) {
      if (shipment.status === 'pending') shipment.status = 'cancelled'
    }
  }
  return null
}

export const shipmentsOf = (books: Books, order: number): BookedShipment[] =>
  [...books.shipments.values()].filter((shipment) => shipment.order === order)

/** Why an order gets no shipment, or null. */
export function shipmentRefusal(books: Books, order: BookedOrder): string | null {
  if (order.status === 'cancelled' || order.status === 'returned') return 'Order cannot be shipped'
  const open = shipmentsOf(books, order.id).some((shipment) => shipment.status !== 'cancelled')
  return open ? 'Order already has a shipment' : null
}

export function bookShipment(books: Books, shipment: BookedShipment): void {
  books.shipments.set(shipment.id, shipment)
  const order = books.orders.get(shipment.order) as BookedOrder
  order.tracking = shipment.tracking
  order.carrier ??= shipment.carrier
}

/** Books a new status and what becomes of the order; the words of the refusal when it is forbidden. */
export function bookShipmentStatus(books: Books, shipment: BookedShipment, to: string): string | null {
  if (shipment.status === to) return null
  if (!mayStep(shipmentSteps, shipment.status, to)) {
    return `Cannot change status from ${shipment.status} to ${to}`
  }
  shipment.status = to
  const order = books.orders.get(shipment.order) as BookedOrder
  const follows = { in_transit: 'shipped', delivered: 'delivered', returned: 'returned' }[to]
  if (follows && mayStep(orderSteps, order.status, follows)) bookOrderStatus(books, order, follows)
  return null
}

/** A movement by hand; the words of the refusal when there is too little. */
export function bookMovement(books: Books, product: number, movement: Movement): string | null {
  if (movement.type === 'out' && (books.stock.get(product) ?? 0) < movement.quantity)
    return 'Insufficient stock'
  move(books, product, movement)
  return null
}

/** Takes a deleted order out of the books; the words of the refusal when it must stay. */
export function bookDeletion(books: Books, order: BookedOrder): string | null {
  if (order.status !== 'pending' && order.status !== 'cancelled')
    return 'Only pending or cancelled orders can be deleted'
  if (order.status === 'pending') giveBack(books, order)
  for (const shipment of shipmentsOf(books, order.id)) books.shipments.delete(shipment.id)
  books.orders.delete(order.id)
  return null
}
