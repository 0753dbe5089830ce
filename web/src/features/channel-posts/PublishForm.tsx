import { Alert, Button, Grid, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { ChannelFailure } from '../channels/ChannelFailure.tsx'
import { isWebAddress } from '../channels/is-web-address.ts'
import { AccountsField } from './AccountsField.tsx'
import { checkQuery, type PlannedPost, publishOptionsQuery } from './api.ts'
import classes from './ChannelPosts.module.css'
import { Counters } from './Counters.tsx'
import { type Draft, inputOf, timeProblem } from './draft.ts'
import { MediaField } from './MediaField.tsx'
import { problemsOf } from './problems.ts'
import { TargetCard } from './TargetCard.tsx'
import { useChannelFacts } from './useChannelFacts.ts'
import { useDraft } from './useDraft.ts'
import { usePublish } from './usePublish.ts'
import { WhenField } from './WhenField.tsx'

type PublishFormProps = {
  /** To be changed; null for a new one. */
  post: PlannedPost | null
  /** Called with the id of a post that is being published now. */
  onPublished: (id: number) => void
}

const checkDelayMs = 400

export function PublishForm({ post, onPublished }: PublishFormProps) {
  const { t } = useTranslation('channel-posts')
  const { t: common } = useTranslation()
  const { dateTime } = useFormat()
  const toasts = useToasts()
  const navigate = useNavigate()
  const { account, day } = useSearch({ from: '/app/integrations/publish' })
  const facts = useChannelFacts()
  const { draft, change, clear, restored, isChanged, timeZone } = useDraft(post, { account, day })
  const [tried, setTried] = useState(false)
  const [isNoticed, setNoticed] = useState(restored)
  const form = useRef<HTMLFormElement>(null)
  // A new post is kept by itself.
  useUnsavedWarning(post !== null && isChanged)

  const publish = usePublish({
    id: post?.id ?? null,
    draft,
    timeZone,
    onKey: (key) => change({ key }),
    onSaved(saved) {
      if (post === null) clear()
      if (post === null && draft.when === 'now') {
        onPublished(saved.id)
        return
      }
      toasts.success(t(post ? 'publish.changed' : 'publish.planned', { time: dateTime(saved.scheduled_at) }))
      void navigate({ to: '/integrations/calendar', search: { view: 'queue' }, ignoreBlocker: true })
    },
  })
  const check = useCheck(draft, timeZone)

  const badLink = draft.link.trim() !== '' && !isWebAddress(draft.link)
  const badTime = timeProblem(draft, timeZone, Date.now())
  const undecided = useUndecided(draft)
  const obstacles = draft.targets.filter(
    (target) =>
      undecided.has(target.account) ||
      problemsOfTarget(draft, target, facts.rulesOf(facts.accountOf(target.account)?.platform)) > 0,
  )

  function submit() {
    setTried(true)
    if (badLink || badTime || draft.targets.length === 0 || obstacles.length > 0) {
      form.current?.querySelector<HTMLElement>('[data-failure]')?.scrollIntoView({ block: 'center' })
      return
    }
    publish.send()
  }

  const own = draft.targets.filter(({ message }) => message === null)
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack>
        {isNoticed && (
          <Alert
            color="gray"
            icon={<IconHistory aria-hidden />}
            withCloseButton
            closeButtonLabel={common('actions.close')}
            onClose={() => setNoticed(false)}
          >
            <Group justify="space-between" gap="xs">
              {t('publish.restored')}
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  clear()
                  setNoticed(false)
                }}
              >
                {t('publish.discard')}
              </Button>
            </Group>
          </Alert>
        )}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Stack>
              <AccountsField
                value={draft.targets}
                onChange={(targets) => change({ targets })}
                error={tried && draft.targets.length === 0 ? t('publish.noTarget') : null}
              />
              <Card title={t('publish.content')}>
                <Stack gap="md">
                  <div>
                    <Textarea
                      label={t('publish.message')}
                      autosize
                      minRows={5}
                      maxRows={18}
                      dir="auto"
                      value={draft.message}
                      onChange={(event) => change({ message: event.currentTarget.value })}
                    />
                    <Counters draft={draft} targets={own} />
                  </div>
                  <TextInput
                    label={t('publish.link')}
                    type="url"
                    inputMode="url"
                    placeholder="https://"
                    maxLength={2000}
                    classNames={{ input: 'ltr-value' }}
                    value={draft.link}
                    onChange={(event) => change({ link: event.currentTarget.value })}
                    error={badLink && t('publish.badLink')}
                  />
                  <MediaField value={draft.media} onChange={(media) => change({ media })} />
                </Stack>
              </Card>
              <WhenField
                value={draft}
                onChange={change}
                timeZone={timeZone}
                isPlanned={post !== null}
                problem={tried || draft.wall !== '' ? badTime : null}
              />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Stack component="section" aria-label={t('preview.title')} className={classes.previews}>
              {draft.targets.length === 0 && <Card title={t('preview.title')}>{t('preview.empty')}</Card>}
              {draft.targets.map((target) => (
                <TargetCard
                  key={target.account}
                  draft={draft}
                  target={target}
                  check={check?.targets.find((one) => one.account === target.account)}
                  showAll={tried}
                  onChange={(next) =>
                    change({
                      targets: draft.targets.map((one) => (one.account === next.account ? next : one)),
                    })
                  }
                />
              ))}
            </Stack>
          </Grid.Col>
        </Grid>
        <div data-failure aria-live="polite">
          {tried && (obstacles.length > 0 || draft.targets.length === 0) && (
            <FormFailure
              text={
                draft.targets.length === 0
                  ? t('publish.noTarget')
                  : t('publish.obstacles', { count: obstacles.length })
              }
            />
          )}
          {publish.error && (
            <>
              <ChannelFailure error={publish.error} />
              <p className={classes.kept}>{t('publish.kept')}</p>
            </>
          )}
        </div>
      </Stack>
      <Group justify="flex-end" mt="md" className={classes.saveBar}>
        <Button type="submit" loading={publish.isPending}>
          {t(post ? 'publish.save' : draft.when === 'now' ? 'publish.now' : 'publish.plan')}
        </Button>
      </Group>
    </form>
  )
}

/** What the server says of the draft, a moment after the last change; null before and without accounts. */
function useCheck(draft: Draft, timeZone: string) {
  const api = useApi()
  const [settled] = useDebouncedValue(draft, checkDelayMs)
  const link = settled.link.trim()
  const { data, isPlaceholderData } = useQuery({
    ...checkQuery(api, inputOf(settled, timeZone)),
    enabled: settled.targets.length > 0 && (link === '' || isWebAddress(link)),
  })
  return settled === draft && !isPlaceholderData ? (data ?? null) : null
}

/** The accounts whose platform demands a decision that is not made yet. */
function useUndecided({ targets }: Draft): Set<number> {
  const api = useApi()
  const options = useQueries({ queries: targets.map(({ account }) => publishOptionsQuery(api, account)) })
  const undecided = targets.filter((target, index) =>
    options[index]?.data?.some(
      (option) => option.required && option.default === null && target.options[option.name] === undefined,
    ),
  )
  return new Set(undecided.map(({ account }) => account))
}

function problemsOfTarget(
  draft: Draft,
  target: Draft['targets'][number],
  rules: Parameters<typeof problemsOf>[0] | null,
): number {
  const message = target.message ?? draft.message
  return rules
    ? problemsOf(rules, { message, link: draft.link.trim() || null, media: draft.media }).length
    : 0
}
