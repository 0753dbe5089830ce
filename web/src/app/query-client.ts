import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'

/** Repeats only what may succeed next time: no answer, or a failure of the server. */
function worthRepeating(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : undefined
  return failures < 2 && (status === 0 || (status !== undefined && status >= 500))
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: worthRepeating, staleTime: 15_000 }, mutations: { retry: false } },
  })
}
