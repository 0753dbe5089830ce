import { useEffect } from 'react'
import { ApiError } from '../../app/api.ts'

/** Leads back from a page that has no rows any more, for example after its last one was deleted. */
export function useFirstPageInstead(error: unknown, page: number, toFirstPage: () => void): void {
  const gone = page > 1 && error instanceof ApiError && error.status === 404
  useEffect(() => {
    if (gone) toFirstPage()
  })
}
