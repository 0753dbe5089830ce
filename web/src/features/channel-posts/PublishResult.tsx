import { Button, Group, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { isUnderWay, plannedPostQuery } from './api.ts'
import { TargetList } from './TargetList.tsx'

/** What becomes of a post that was just sent, read again until it is decided everywhere. */
export function PublishResult({ id, onAgain }: { id: number; onAgain: () => void }) {
  const { t } = useTranslation('channel-posts')
  const errorText = useErrorText()
  const { data, error, refetch } = useQuery(plannedPostQuery(useApi(), id))
  if (data === undefined)
    return error ? (
      <ErrorState text={errorText(error)} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={200} />
    )
  const title = isUnderWay(data) ? 'underWay' : data.status === 'published' ? 'done' : 'look'
  return (
    <Stack maw="46rem">
      <div role="status">
        <Card title={t(`result.${title}`)}>
          <TargetList post={data} />
        </Card>
      </div>
      <Group>
        <Button onClick={onAgain}>{t('result.again')}</Button>
        <LinkButton variant="default" to="/integrations/calendar" search={{ view: 'queue' }}>
          {t('result.queue')}
        </LinkButton>
      </Group>
    </Stack>
  )
}
