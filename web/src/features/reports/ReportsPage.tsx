import { Button, Group, Menu, Tabs } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { download } from '../../app/download.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { exportFile } from './api.ts'
import { ChannelsReport } from './ChannelsReport.tsx'
import { CustomersReport } from './CustomersReport.tsx'
import { EndOfDayReport } from './EndOfDayReport.tsx'
import { OrdersReport } from './OrdersReport.tsx'
import { ProductsReport } from './ProductsReport.tsx'
import './print.css'
import { DayControls, RangeControls } from './RangeControls.tsx'
import classes from './Reports.module.css'
import { RevenueReport } from './RevenueReport.tsx'
import { dayIn, daysOf, usualGrouping } from './ranges.ts'
import { SalesReport } from './SalesReport.tsx'
import { type ReportTab, reportTabs } from './search.ts'

/** Figures over any days of the workspace's calendar; tab and days stand in the address. */
export function ReportsPage() {
  const { t } = useTranslation('reports')
  const { locale, date } = useFormat()
  const { workspace } = useUser()
  const search = useSearch({ from: '/app/reports' })
  const navigate = useNavigate({ from: '/reports' })
  const tab = search.tab ?? 'sales'
  const today = dayIn(workspace.time_zone, new Date())
  const range = search.range ?? '30d'
  const days = daysOf(range, search, today, locale)
  const grouping = search.group ?? usualGrouping(days)
  const day = search.day ?? today
  const shown = tab === 'day' ? date(day) : t('days', { start: date(days.start), end: date(days.end) })

  function change(next: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true })
  }

  return (
    <div className="report">
      <PageHeader title={t('title')} description={t('text')} actions={<Actions />} />
      <p className={classes.onPaper}>
        <bdi>{workspace.name}</bdi> · {t(`tabs.${tab}`)} · <bdi>{shown}</bdi>
      </p>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => change({ tab: reportTabs.find((one) => one === value) })}
      >
        <TabList current={tab} mb="md">
          {reportTabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </TabList>
        <div className={classes.controls}>
          {tab === 'day' ? (
            <DayControls day={day} today={today} onChange={(next) => change({ day: next })} />
          ) : (
            <RangeControls
              range={range}
              days={days}
              grouping={tab === 'sales' ? grouping : null}
              onChange={change}
            />
          )}
        </div>
        <Tabs.Panel value={tab}>{report(tab, { days, grouping, day })}</Tabs.Panel>
      </Tabs>
    </div>
  )
}

type Asked = { days: ReturnType<typeof daysOf>; grouping: ReturnType<typeof usualGrouping>; day: string }

function report(tab: ReportTab, { days, grouping, day }: Asked) {
  switch (tab) {
    case 'sales':
      return <SalesReport days={days} grouping={grouping} />
    case 'revenue':
      return <RevenueReport days={days} />
    case 'orders':
      return <OrdersReport days={days} />
    case 'products':
      return <ProductsReport key={`${days.start} ${days.end}`} days={days} />
    case 'customers':
      return <CustomersReport days={days} />
    case 'channels':
      return <ChannelsReport days={days} />
    case 'day':
      return <EndOfDayReport day={day} />
  }
}

function Actions() {
  const { t } = useTranslation('reports')
  const api = useApi()
  const toasts = useToasts()
  const save = useMutation({
    mutationFn: async (type: 'orders' | 'products') => download(await exportFile(api, type), `${type}.csv`),
    onError: toasts.failure,
  })
  return (
    <Group gap="xs" className="screen-only">
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={save.isPending}
          >
            {t('export.csv')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save.mutate('orders')}>{t('export.orders')}</Menu.Item>
          <Menu.Item onClick={() => save.mutate('products')}>{t('export.products')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        leftSection={<IconPrinter size={18} aria-hidden />}
        onClick={() => window.print()}
      >
        {t('print')}
      </Button>
    </Group>
  )
}
