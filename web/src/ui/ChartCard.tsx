import { Button, Group, Skeleton } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from './Card.tsx'
import classes from './ChartCard.module.css'

type ChartCardProps = {
  title: string
  note?: string | undefined
  /** A lazily loaded chart. */
  chart: ReactNode
  /** The same figures as a table. */
  table: ReactNode
  /** Further buttons. */
  action?: ReactNode
}

/** A chart that can be read as a table instead; on paper it always is one. */
export function ChartCard({ title, note, chart, table, action }: ChartCardProps) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const Icon = asTable ? IconChartBar : IconTable
  return (
    <Card
      title={title}
      note={note}
      action={
        <Group gap="xs" className={classes.tools}>
          {action}
          <Button
            variant="light"
            size="compact-sm"
            leftSection={<Icon size={16} aria-hidden />}
            aria-label={`${title}: ${asTable ? t('chart.asChart') : t('chart.asTable')}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? t('chart.asChart') : t('chart.asTable')}
          </Button>
        </Group>
      }
    >
      {!asTable && (
        <div className={classes.chart}>
          <Suspense fallback={<Skeleton height={260} />}>{chart}</Suspense>
        </div>
      )}
      <div className={asTable ? undefined : classes.onPaper}>{table}</div>
    </Card>
  )
}
