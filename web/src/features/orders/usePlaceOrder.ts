import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../app/api.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { type Order, type OrderInput, placeOrder } from './api.ts'

type Handlers = {
  onPlaced: (order: Order) => void
  /** The server has seen the order and says what is wrong with it. */
  onRefused: (error: ApiError) => void
}

/** Places orders, each at most once however often its answer gets lost; `key` is the idempotency key of the next. */
export function usePlaceOrder({ onPlaced, onRefused }: Handlers) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [key, setKey] = useState(newRequestKey)
  const place = useMutation({
    mutationFn: (body: OrderInput) => placeOrder(api, body, key),
    onSuccess: (order) => {
      setKey(newRequestKey())
      for (const name of ['orders', 'products', 'inventory', 'stats', 'first-steps']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
      onPlaced(order)
    },
    onError: (error) => {
      setKey((current) => keyAfter(error, current))
      if (error instanceof ApiError && error.status === 400) onRefused(error)
    },
  })
  return { place, key }
}
