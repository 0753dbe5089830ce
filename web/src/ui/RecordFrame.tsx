import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useErrorText } from '../app/errors.ts'
import { ErrorState } from './ErrorState.tsx'
import { PageHeader } from './PageHeader.tsx'

interface RecordFrameProps<T> {
  query: UseQueryResult<T>
  /** Title and way back until the record is there and brings its own. */
  title: string
  back: ReactNode
  /** Heights in px of what stands in for the record's parts. */
  skeletons: readonly number[]
  children: (record: T) => ReactNode
}

/** The page of one record: what `children` makes of it, or the loading or error state before. */
export function RecordFrame<T>({ query, title, back, skeletons, children }: RecordFrameProps<T>) {
  const errorText = useErrorText()
  if (query.data) return children(query.data)
  return (
    <>
      <PageHeader title={title} back={back} />
      {query.isError ? (
        <ErrorState text={errorText(query.error)} onRetry={() => void query.refetch()} />
      ) : (
        <Stack aria-busy>
          {skeletons.map((height) => (
            <Skeleton key={height} height={height} radius="lg" />
          ))}
        </Stack>
      )}
    </>
  )
}
