import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useRetryMoment } from '../channels/ChannelFailure.tsx'
import { useCountdown } from '../channels/useCountdown.ts'
import { type Partner, sendTemplate } from './api.ts'
import { referenceAfter } from './refusals.ts'
import { SendFailure } from './SendFailure.tsx'
import { filled, parametersOf, type Template, textsOf } from './templates.ts'
import { refreshMessages } from './useOutbox.ts'
import classes from './WhatsApp.module.css'

type TemplateFormProps = { partner: Partner; template: Template; onBack: () => void; onSent: () => void }

/** The values of a template's variables, and how the message will read. */
export function TemplateForm({ partner, template, onBack, onSent }: TemplateFormProps) {
  const { t } = useTranslation('whatsapp')
  const names = parametersOf(template)
  const [values, setValues] = useState<string[]>(() => names.map(() => ''))
  const [tried, setTried] = useState(false)
  const { send, sending, error, waiting } = useTemplateSending(partner, template, onSent)
  const isMissing = (index: number) => values[index]?.trim() === ''

  function change(index: number, value: string) {
    setValues((known) => known.map((one, at) => (at === index ? value : one)))
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!names.some((_, index) => isMissing(index)) && !waiting) send(values.map((value) => value.trim()))
  }

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Text fw={600}>
          <bdi dir="ltr">{template.name}</bdi>
        </Text>
        {names.map((name, index) => (
          <TextInput
            key={name}
            label={t('templates.parameter', { name })}
            dir="auto"
            maxLength={1024}
            data-autofocus={index === 0 || undefined}
            value={values[index] ?? ''}
            error={tried && isMissing(index) && t('templates.missing')}
            onChange={(event) => change(index, event.currentTarget.value)}
          />
        ))}
        <Preview template={template} names={names} values={values} />
        <SendFailure error={error} />
        <Group justify="space-between">
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={18} className="flip-in-rtl" aria-hidden />}
            onClick={onBack}
          >
            {t('templates.another')}
          </Button>
          <Button type="submit" loading={sending} disabled={waiting}>
            {t('templates.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Preview({ template, names, values }: { template: Template; names: string[]; values: string[] }) {
  const { t } = useTranslation('whatsapp')
  const { header, body, footer } = textsOf(template)
  return (
    <section className={classes.templatePreview} aria-label={t('templates.preview')}>
      <Text size="xs" c="dimmed" mb={4}>
        {t('templates.preview')}
      </Text>
      <div className={classes.bubble} data-direction="outbound" data-testid="template-preview">
        {header && (
          <Text fw={650} dir="auto">
            {header}
          </Text>
        )}
        <div dir="auto" className={classes.words}>
          {filled(body, names, values)}
        </div>
        {footer && (
          <Text size="xs" dir="auto" className={classes.small}>
            {footer}
          </Text>
        )}
      </div>
    </section>
  )
}

function useTemplateSending(partner: Partner, template: Template, onSent: () => void) {
  const api = useApi()
  const client = useQueryClient()
  /** What is on its way or without an answer: the same values under the same reference are the same message. */
  const attempt = useRef({ values: '', reference: '', busy: false })
  const { mutate, isPending, error } = useMutation({
    mutationFn: (values: string[]) => sendTemplate(api, partner, template, values, attempt.current.reference),
    onSuccess: onSent,
    onError: (failure) => {
      attempt.current.reference = referenceAfter(failure, attempt.current.reference)
    },
    onSettled: () => {
      attempt.current.busy = false
      return refreshMessages(client, partner)
    },
  })
  function send(values: string[]) {
    if (attempt.current.busy) return
    const same = attempt.current.values === JSON.stringify(values)
    const reference = same ? attempt.current.reference : newRequestKey()
    attempt.current = { values: JSON.stringify(values), reference, busy: true }
    mutate(values)
  }
  return { send, sending: isPending, error, waiting: useCountdown(useRetryMoment(error)) > 0 }
}
