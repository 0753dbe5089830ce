import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { OrderRow } from '../orders/api.ts'

export const periods = [7, 30, 90] as const
export type Period = (typeof periods)[number]

/** The part of `GET /api/dashboard/stats` that the overview shows (sales contract 8). Growth is in percent. */
export type Stats = {
  overview: {
    totalRevenue: number
    totalOrders: number
    totalCustomers: number
    totalProducts: number
    lowStockProducts: number
    avgOrderValue: number
    revenueGrowth: number
    ordersGrowth: number
  }
  revenueByDay: { date: string; revenue: number }[]
  revenueByMonth: { month: string; revenue: number; order_count: number }[]
  ordersByStatus: { status: string; count: number }[]
  deliveryStatus: { status: string; count: number }[]
  paymentMethods: { payment_method: string; count: number; revenue: number }[]
  salesChannels: { channel: string | null; count: number; revenue: number }[]
  topProducts: { id: number; name: string; total_sold: number; total_revenue: number }[]
  topCustomers: { id: number; name: string; order_count: number; total_revenue: number }[]
  recentOrders: OrderRow[]
}

export function statsQuery(api: Api, period: Period) {
  return queryOptions({
    queryKey: ['stats', period],
    queryFn: ({ signal }) => api.request<Stats>('GET', '/api/dashboard/stats', { query: { period }, signal }),
    placeholderData: keepPreviousData,
  })
}
