import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api, Total } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'
import type { DeliveryStatus, OrderStatus, PaymentStatus } from './status.ts'

/** A row of the order list (sales contract 4.1). Money in major units. */
export type OrderRow = {
  id: number
  order_number: string
  customer_id: number | null
  customer_name: string | null
  customer_code: string | null
  customer_email: string | null
  customer_phone: string | null
  customer_address: string | null
  seller_id: number | null
  seller_name: string | null
  creator_name: string
  branch_id: number | null
  branch_name: string | null
  status: OrderStatus
  delivery_status: DeliveryStatus
  payment_status: PaymentStatus
  payment_method: string
  total_amount: number
  discount_amount: number
  shipping_fee: number
  final_amount: number
  shipping_method_id: number | null
  shipping_method_name: string | null
  shipping_address: string | null
  shipping_phone: string | null
  tracking_number: string | null
  return_code: string | null
  notes: string | null
  sales_channel: string | null
  total_quantity: number
  created_at: string
  updated_at: string
}

export type OrderItem = {
  id: number
  product_id: number
  product_name: string
  product_image: string | null
  quantity: number
  price: number
  subtotal: number
}

export type Order = Omit<OrderRow, 'total_quantity'> & { items: OrderItem[] }

export type OrderFilters = {
  search?: string | undefined
  status?: string | undefined
  delivery_status?: string | undefined
  payment_status?: string | undefined
  start_date?: string | undefined
  end_date?: string | undefined
  page?: number | undefined
}

export type Customer = {
  id: number
  code: string
  name: string
  email: string | null
  phone: string | null
  address: string | null
  group_name: string | null
  /** Percent. */
  group_discount: number | null
}

/** A person who works in the shop. */
export type Member = Answer<'/api/users', 'get'>[number]

/** The body of `POST /api/orders` (sales contract 4.3). */
export type OrderInput = {
  items: { product_id: number; quantity: number; price: number }[]
  customer_id: number | null
  seller_id: number | null
  branch_id: number | null
  shipping_method_id: number | null
  /** Absent means `pending`. */
  status?: 'delivered'
  discount_amount: number
  shipping_fee: number
  total_amount: number
  final_amount: number
  payment_method: string
  payment_status: PaymentStatus
  sales_channel: string | null
  shipping_address: string | null
  shipping_phone: string | null
  notes: string | null
}

export const orderPageSize = 20

export function ordersQuery(api: Api, filters: OrderFilters) {
  return queryOptions({
    queryKey: ['orders', filters],
    queryFn: ({ signal }) =>
      api.request<{ orders: OrderRow[] } & Total>('GET', '/api/orders', {
        query: { ...filters, page: filters.page ?? 1, limit: orderPageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function orderQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['orders', 'one', id],
    queryFn: ({ signal }) => api.request<Order>('GET', `/api/orders/${id}`, { signal }),
  })
}

export function placeOrder(api: Api, body: OrderInput, idempotencyKey: string) {
  return api.request<Order>('POST', '/api/orders', { body, idempotencyKey })
}

export function changeStatus(api: Api, id: number, status: OrderStatus) {
  return api.request<Order>('PATCH', `/api/orders/${id}/status`, { body: { status } })
}

export type OrderChanges = Partial<
  Pick<
    Order,
    | 'payment_status'
    | 'payment_method'
    | 'shipping_address'
    | 'shipping_phone'
    | 'tracking_number'
    | 'notes'
    | 'sales_channel'
    | 'seller_id'
    | 'branch_id'
    | 'discount_amount'
    | 'shipping_fee'
  >
>

export function updateOrder(api: Api, id: number, body: OrderChanges) {
  return api.request<Order>('PUT', `/api/orders/${id}`, { body })
}

export function deleteOrder(api: Api, id: number) {
  return api.request('DELETE', `/api/orders/${id}`)
}

export function customersQuery(api: Api, search: string) {
  return queryOptions({
    queryKey: ['customers', { search }],
    queryFn: ({ signal }) =>
      api.request<{ customers: Customer[] }>('GET', '/api/customers', {
        query: { search, limit: 20 },
        signal,
      }),
    select: (answer) => answer.customers,
    placeholderData: keepPreviousData,
  })
}

export type CustomerInput = {
  name: string
  phone: string | null
  email: string | null
  address: string | null
}

export function createCustomer(api: Api, body: CustomerInput, idempotencyKey: string) {
  return api.request<Customer>('POST', '/api/customers', { body, idempotencyKey })
}

export function membersQuery(api: Api) {
  return queryOptions({
    queryKey: ['members'],
    queryFn: ({ signal }) => api.request<Member[]>('GET', '/api/users', { signal }),
  })
}
