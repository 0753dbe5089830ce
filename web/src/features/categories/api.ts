import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'

/** A node of the category tree (sales contract 8). */
export type Category = {
  id: number
  name: string
  description: string | null
  parent_id: number | null
  sort_order: number
  is_active: boolean
  children: Category[]
}

export type CategoryInput = { name?: string; parent_id?: number | null; description?: string | null }

export function categoriesQuery(api: Api) {
  return queryOptions({
    queryKey: ['categories'],
    queryFn: ({ signal }) => api.request<Category[]>('GET', '/api/categories', { signal }),
  })
}

export function saveCategory(api: Api, id: number | null, body: CategoryInput) {
  return id === null
    ? api.request<Category>('POST', '/api/categories', { body })
    : api.request<Category>('PUT', `/api/categories/${id}`, { body })
}

export function deleteCategory(api: Api, id: number) {
  return api.request('DELETE', `/api/categories/${id}`)
}
