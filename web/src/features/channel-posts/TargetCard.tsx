import { Group, Paper, Stack, Switch, Text, Textarea, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { PlatformIcon, platformName } from '../channels/PlatformIcon.tsx'
import { SandboxBadge } from '../channels/SandboxBadge.tsx'
import type { PublishRules, TargetCheck } from './api.ts'
import classes from './ChannelPosts.module.css'
import { Counter } from './Counters.tsx'
import type { Draft, DraftTarget } from './draft.ts'
import { MediaPicture } from './MediaPicture.tsx'
import { useProblemText } from './post-texts.ts'
import { mergedProblems, problemsOf } from './problems.ts'
import { TargetOptions } from './TargetOptions.tsx'
import { useChannelFacts } from './useChannelFacts.ts'

type TargetCardProps = {
  draft: Draft
  target: DraftTarget
  /** What the server says of this very draft, as soon as it is known. */
  check: TargetCheck | undefined
  /** Whether also what is merely missing yet is told. */
  showAll: boolean
  onChange: (target: DraftTarget) => void
}

/** One account of a post: what it will show there, what stands against it, and what is decided for it alone. */
export function TargetCard({ draft, target, check, showAll, onChange }: TargetCardProps) {
  const { t } = useTranslation('channel-posts')
  const { accountOf, platformOf, rulesOf } = useChannelFacts()
  const account = accountOf(target.account)
  const platform = platformOf(account?.platform)
  const rules = rulesOf(account?.platform)
  const name = account?.name ?? `#${target.account}`
  const message = target.message ?? draft.message
  const link = draft.link.trim() || null
  const media = draft.media
  const problems = mergedProblems(
    rules ? problemsOf(rules, { message, link, media }) : [],
    check?.errors ?? [],
  ).filter(({ code }) => showAll || (code !== 'required' && code !== 'media_required'))
  const isEmpty = message.trim() === '' && link === null && media.length === 0

  return (
    <Paper
      className={classes.target}
      component="article"
      aria-label={`${name}, ${platform ? platformName(platform) : ''}`}
    >
      <Stack gap="sm">
        <Group gap="xs">
          <PlatformIcon icon={platform?.icon} size={20} />
          <Title order={2} size="h6">
            <bdi>{name}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {platform && platformName(platform)}
          </Text>
          <SandboxBadge platform={platform} />
        </Group>
        <Text size="xs" c="dimmed">
          {rules && <Rules rules={rules} />}
        </Text>
        {!isEmpty && (
          <div className={classes.preview} data-testid="preview">
            <div className={classes.message} dir="auto">
              {check?.preview.message ?? message}
            </div>
            {link && (
              <bdi dir="ltr" className={classes.previewLink}>
                {link}
              </bdi>
            )}
            {media.length > 0 && (
              <div className={classes.previewMedia}>
                {media.map((one) => (
                  <MediaPicture key={`${one.type} ${one.url}`} media={one} />
                ))}
              </div>
            )}
          </div>
        )}
        <Problems
          texts={problems}
          rules={rules}
          isGood={check !== undefined && check.errors.length === 0 && !isEmpty}
        />
        <Switch
          label={t('target.ownText')}
          checked={target.message !== null}
          onChange={(event) =>
            onChange({ ...target, message: event.currentTarget.checked ? draft.message : null })
          }
        />
        {target.message !== null && (
          <div>
            <Textarea
              aria-label={t('target.ownTextFor', { name })}
              autosize
              minRows={3}
              maxRows={12}
              dir="auto"
              value={target.message}
              onChange={(event) => onChange({ ...target, message: event.currentTarget.value })}
            />
            <Text size="sm" mt={4}>
              <Counter platform={account?.platform ?? ''} message={target.message} link={draft.link} />
            </Text>
          </div>
        )}
        {account && <TargetOptions target={target} onChange={onChange} />}
      </Stack>
    </Paper>
  )
}

/** What a post of the platform may be, in one line. */
function Rules({ rules }: { rules: PublishRules }) {
  const { t } = useTranslation('channel-posts')
  const { list } = useFormat()
  const takesVideo = rules.media.includes('video')
  const takesImages = rules.media.includes('image')
  const parts = [
    t('rules.length', { count: rules.max_length }),
    takesImages ? t('rules.images', { count: rules.max_media }) : null,
    takesVideo ? t('rules.video') : null,
    rules.max_media === 0 ? t('rules.noMedia') : null,
    rules.text_only ? null : t('rules.mediaNeeded'),
    rules.link ? null : t('rules.noLink'),
  ]
  return list(parts.filter((part) => part !== null))
}

type ProblemsProps = { texts: { field: string; code: string }[]; rules: PublishRules | null; isGood: boolean }

function Problems({ texts, rules, isGood }: ProblemsProps) {
  const { t } = useTranslation('channel-posts')
  const problemText = useProblemText()
  if (texts.length === 0) {
    if (!isGood) return null
    return (
      <Group gap={6} className={classes.good}>
        <IconCircleCheck size={18} aria-hidden />
        <Text size="sm">{t('target.good')}</Text>
      </Group>
    )
  }
  return (
    <ul className={classes.problems}>
      {texts.map(({ field, code }) => (
        <li key={`${field} ${code}`}>
          <IconAlertTriangle size={18} aria-hidden />
          <span>{problemText(code, rules)}</span>
        </li>
      ))}
    </ul>
  )
}
