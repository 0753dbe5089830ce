import { Group, Pagination } from '@mantine/core'
import { useTranslation } from 'react-i18next'

type MorePagesProps = {
  page: number
  /** Whether a further page may exist. */
  more: boolean
  onPage: (page: number) => void
}

/** For lists that the server does not count: only the neighbouring pages are known. */
export function MorePages({ page, more, onPage }: MorePagesProps) {
  const { t } = useTranslation()
  return (
    <Pagination.Root total={more ? page + 1 : page} value={page} onChange={onPage} mt="md">
      <Group gap={6}>
        <Pagination.Previous aria-label={t('pagination.previous')} className="flip-in-rtl" />
        <Pagination.Next aria-label={t('pagination.next')} className="flip-in-rtl" />
      </Group>
    </Pagination.Root>
  )
}
