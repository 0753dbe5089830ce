import { Button, SimpleGrid, Tabs } from '@mantine/core'
import { IconAdjustments, IconAlertTriangle, IconCoins, IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { AdjustStock, type Stocked } from './AdjustStock.tsx'
import { inventorySummaryQuery } from './api.ts'
import { LowStockTable } from './LowStockTable.tsx'
import { Movements } from './Movements.tsx'
import { StockValueTable } from './StockValueTable.tsx'
import { inventoryTabs } from './search.ts'

const icons = { history: IconHistory, low: IconAlertTriangle, worth: IconCoins }

/** What is in stock and how it came to be; stock is booked in, out or counted here as well. */
export function InventoryPage() {
  const { t } = useTranslation('products')
  const search = useSearch({ from: '/app/inventory' })
  const navigate = useNavigate({ from: '/inventory' })
  const { can } = usePermissions()
  /** Null: the product is still to be chosen. */
  const [adjusted, setAdjusted] = useState<Stocked | null | undefined>(undefined)
  const tab = search.tab ?? 'history'

  function openTab(value: string | null) {
    const next = inventoryTabs.find((one) => one === value)
    void navigate({ search: next === undefined || next === 'history' ? {} : { tab: next }, replace: true })
  }

  return (
    <>
      <PageHeader
        title={t('inventory.title')}
        description={t('inventory.text')}
        actions={
          can('products:write') && (
            <Button leftSection={<IconAdjustments size={18} aria-hidden />} onClick={() => setAdjusted(null)}>
              {t('actions.adjust')}
            </Button>
          )
        }
      />
      <Summary />
      <Tabs value={tab} keepMounted={false} onChange={openTab}>
        <TabList current={tab} mb="md">
          {inventoryTabs.map((one) => {
            const Icon = icons[one]
            return (
              <Tabs.Tab key={one} value={one} leftSection={<Icon size={18} aria-hidden />}>
                {t(`inventory.${one}`)}
              </Tabs.Tab>
            )
          })}
        </TabList>
        <Tabs.Panel value="history">
          <Movements onAdjust={setAdjusted} />
        </Tabs.Panel>
        <Tabs.Panel value="low">
          <LowStockTable onAdjust={setAdjusted} />
        </Tabs.Panel>
        <Tabs.Panel value="worth">
          <StockValueTable />
        </Tabs.Panel>
      </Tabs>
      {adjusted !== undefined && (
        <AdjustStock product={adjusted} opened onClose={() => setAdjusted(undefined)} />
      )}
    </>
  )
}

function Summary() {
  const { t } = useTranslation('products')
  const { number, money } = useFormat()
  const { data } = useQuery(inventorySummaryQuery(useApi()))
  const sums = data?.summary
  const tiles = [
    { label: t('inventory.products'), value: sums && number(sums.total_products) },
    { label: t('inventory.pieces'), value: sums && number(sums.total_stock) },
    { label: t('inventory.value'), value: sums && money(sums.total_inventory_value) },
    { label: t('inventory.lowCount'), value: sums && number(sums.low_stock_count) },
    { label: t('inventory.outCount'), value: sums && number(sums.out_of_stock_count) },
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" mb="lg">
      {tiles.map(({ label, value }) => (
        <Tile key={label} label={label} value={value ?? '–'} />
      ))}
    </SimpleGrid>
  )
}
