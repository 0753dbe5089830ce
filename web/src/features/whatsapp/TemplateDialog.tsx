import { Button, Modal, Skeleton, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { type Partner, templatesQuery } from './api.ts'
import { SendFailure } from './SendFailure.tsx'
import { TemplateForm } from './TemplateForm.tsx'
import { obstacle, type Template, textsOf } from './templates.ts'
import { useLanguageName } from './useLanguageName.ts'
import classes from './WhatsApp.module.css'

type TemplateDialogProps = { partner: Partner; onClose: () => void }

/** Chooses one of the templates that WhatsApp has approved, fills it in and sends it. */
export function TemplateDialog({ partner, onClose }: TemplateDialogProps) {
  const { t } = useTranslation('whatsapp')
  const { t: common } = useTranslation()
  const api = useApi()
  const { data: templates, error, refetch, isFetching } = useQuery(templatesQuery(api, partner.account))
  const [chosen, setChosen] = useState<Template | null>(null)

  function content() {
    if (chosen) {
      const back = () => setChosen(null)
      return <TemplateForm partner={partner} template={chosen} onBack={back} onSent={onClose} />
    }
    if (templates === undefined) {
      if (!error) return <Skeleton height={160} />
      const again = (
        <Button size="compact-sm" mt="xs" variant="light" loading={isFetching} onClick={() => void refetch()}>
          {t('templates.retry')}
        </Button>
      )
      return <SendFailure error={error} action={again} />
    }
    if (templates.length === 0) {
      return <EmptyState title={t('templates.empty')} text={t('templates.emptyText')} />
    }
    return (
      <ul className={classes.templates}>
        {templates.map((template) => (
          <li key={`${template.name} ${template.language}`}>
            <TemplateChoice template={template} onChoose={() => setChosen(template)} />
          </li>
        ))}
      </ul>
    )
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('templates.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      {content()}
    </Modal>
  )
}

function TemplateChoice({ template, onChoose }: { template: Template; onChoose: () => void }) {
  const { t } = useTranslation('whatsapp')
  const languageName = useLanguageName()
  const reason = obstacle(template)
  return (
    <UnstyledButton className={classes.template} disabled={reason !== null} onClick={onChoose}>
      <Text component="span" fw={600}>
        <bdi dir="ltr">{template.name}</bdi>
      </Text>
      <Text component="span" size="xs" c="dimmed">
        {languageName(template.language)}
      </Text>
      <Text component="span" size="sm" dir="auto" lineClamp={2} className={classes.templateText}>
        {textsOf(template).body}
      </Text>
      {reason && (
        <Text component="span" size="xs" className={classes.reason}>
          {t(`templates.obstacle.${reason}`)}
        </Text>
      )}
    </UnstyledButton>
  )
}
