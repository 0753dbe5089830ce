import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Days, Grouping } from './ranges.ts'

/** Reports as the server sends them (sales contract 8): counts, and amounts in major units. */
export type SalesReport = {
  sales: {
    period: string
    order_count: number
    revenue: number
    avg_order_value: number
    unique_customers: number
  }[]
  top_products: SoldProduct[]
  top_customers: BuyingCustomer[]
}

export type SoldProduct = {
  id: number
  name: string
  sku: string | null
  total_sold: number
  revenue: number
}

export type BuyingCustomer = {
  id: number
  name: string
  email: string | null
  order_count: number
  total_spent: number
}

export type RevenueReport = {
  summary: {
    total_revenue: number
    total_shipping: number
    total_discounts: number
    total_orders: number
    avg_order_value: number
  }
  by_payment_method: { payment_method: string; order_count: number; revenue: number }[]
}

type OrderSummary = {
  total_orders: number
  open_orders: number
  completed_orders: number
  cancelled_orders: number
  returned_orders: number
  total_revenue: number
  avg_order_value: number
}

export type OrdersReport = {
  summary: OrderSummary
  orders_by_status: { status: string; count: number; amount: number }[]
  orders_by_day: { date: string; order_count: number; completed_orders: number; revenue: number }[]
}

export type CustomersReport = {
  summary: {
    total_customers: number
    new_customers: number
    active_customers: number
    returning_customers: number
  }
  top_customers: BuyingCustomer[]
  new_customers_by_day: { date: string; count: number }[]
}

export type ChannelsReport = {
  sales_by_channel: {
    channel: string | null
    order_count: number
    revenue: number
    completed_orders: number
    avg_order_value: number
  }[]
}

export type ProductRow = SoldProduct & { category: string | null; price: number; stock: number }

export type EndOfDayReport = {
  summary: OrderSummary & {
    items_sold: number
    total_discounts: number
    total_shipping: number
    paid_amount: number
    unpaid_amount: number
  }
  by_payment_method: { payment_method: string; order_count: number; revenue: number; paid_amount: number }[]
  by_seller: {
    seller_id: number | null
    seller_name: string | null
    order_count: number
    completed_orders: number
    revenue: number
  }[]
  top_products: SoldProduct[]
}

/** A report's address and what it asks: enough for the page and for each of its files. */
export type ReportSource = { name: string; query: Record<string, string | number> }

export function overDays(
  name: 'sales' | 'revenue' | 'orders' | 'products' | 'customers' | 'sales-channels',
  { start, end }: Days,
  more: { group_by?: Grouping; page?: number; limit?: number } = {},
): ReportSource {
  return { name, query: { start_date: start, end_date: end, ...more } }
}

export function ofDay(day: string): ReportSource {
  return { name: 'end-of-day', query: { date: day } }
}

export function reportQuery<T>(api: Api, { name, query }: ReportSource) {
  return queryOptions({
    queryKey: ['reports', name, query],
    queryFn: ({ signal }) => api.request<T>('GET', `/api/reports/${name}`, { query, signal }),
    placeholderData: keepPreviousData,
  })
}

/** One table of a report as a CSV file. The product report is a single table and takes no name. */
export function reportFile(api: Api, { name, query }: ReportSource, table?: string): Promise<Blob> {
  return api.request<Blob>('GET', `/api/reports/${name}`, {
    query: { ...query, format: 'csv', table },
    as: 'blob',
  })
}

/** Every order or every product of the shop as a CSV file that can be imported again. */
export function exportFile(api: Api, type: 'orders' | 'products'): Promise<Blob> {
  return api.request<Blob>('GET', '/api/reports/export', { query: { type }, as: 'blob' })
}
