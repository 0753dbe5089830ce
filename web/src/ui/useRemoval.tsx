import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useToasts } from '../app/toasts.tsx'
import { useConfirm } from './useConfirm.tsx'

type Removal<TRow> = {
  queryKey: string
  remove: (row: TRow) => Promise<unknown>
  question: (row: TRow) => { title: string; text: string; confirmLabel: string }
  /** `kept` is true where the server still lists the row, switched off because something refers to it. */
  done: (row: TRow, kept: boolean) => string
}

/** Asks, deletes, and says whether the row is gone or only switched off. The list has to be loaded under `queryKey`. */
export function useRemoval<TRow extends { id: number }>({ queryKey, remove, question, done }: Removal<TRow>) {
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const { mutate } = useMutation({
    mutationFn: remove,
    onSuccess: async (_answer, row) => {
      await queryClient.invalidateQueries({ queryKey: [queryKey] })
      const rows = queryClient.getQueryData<TRow[]>([queryKey]) ?? []
      toasts.success(
        done(
          row,
          rows.some(({ id }) => id === row.id),
        ),
      )
    },
    onError: toasts.failure,
  })
  return async (row: TRow) => {
    if (await confirm({ ...question(row), danger: true })) mutate(row)
  }
}
