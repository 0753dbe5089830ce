import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'

/** Repeats only what may succeed next time: no answer, or a failure of the server. */
function worthRepeating(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : undefined
  return failures < 2 && (status === 0 || (status !== undefined && status >= 500))
}

/** `onForbidden` runs whenever the server refuses what a page thought possible: the role has changed meanwhile. */
export function createQueryClient(onForbidden: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 403) onForbidden()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: worthRepeating, staleTime: 15_000 }, mutations: { retry: false } },
  })
}
