import { SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { type ReportSource, reportQuery } from './api.ts'

type ReportFrameProps<TReport> = {
  source: ReportSource
  /** True when nothing happened in the days asked for. */
  isEmpty: (report: TReport) => boolean
  children: (report: TReport) => ReactNode
}

/** Loads a report and shows it, or that it loads, failed or has nothing to say. */
export function ReportFrame<TReport>({ source, isEmpty, children }: ReportFrameProps<TReport>) {
  const { t } = useTranslation('reports')
  const errorText = useErrorText()
  const report = useQuery(reportQuery<TReport>(useApi(), source))
  if (report.isError && report.data === undefined) {
    return <ErrorState text={errorText(report.error)} onRetry={() => void report.refetch()} />
  }
  if (report.data === undefined) return <Loading />
  if (isEmpty(report.data)) {
    return <EmptyState icon={IconChartBar} order={2} title={t('empty.title')} text={t('empty.text')} />
  }
  return (
    <Stack gap="lg" aria-busy={report.isPlaceholderData}>
      {children(report.data)}
    </Stack>
  )
}

function Loading() {
  return (
    <Stack>
      <Tiles>
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} height={84} radius="lg" />
        ))}
      </Tiles>
      <Skeleton height={300} radius="lg" />
    </Stack>
  )
}

function Tiles({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      {children}
    </SimpleGrid>
  )
}

/** The figures above a report, as label and value with its unit. */
export function Summary({ figures }: { figures: [label: string, value: string][] }) {
  return (
    <Tiles>
      {figures.map(([label, value]) => (
        <Tile key={label} label={label} value={value} />
      ))}
    </Tiles>
  )
}
