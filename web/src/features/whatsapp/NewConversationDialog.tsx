import { Modal, Select, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import { type PhoneProblem, readPhone } from './phone.ts'

type NewConversationDialogProps = { opened: boolean; onClose: () => void; senders: ChannelAccount[] }

/** Asks whom to write to, and from which number of the shop where it has several. */
export function NewConversationDialog({ opened, onClose, senders }: NewConversationDialogProps) {
  const { t } = useTranslation('whatsapp')
  const { t: common } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('new.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <NumberForm onClose={onClose} senders={senders} />
    </Modal>
  )
}

function NumberForm({ onClose, senders }: Pick<NewConversationDialogProps, 'onClose' | 'senders'>) {
  const { t } = useTranslation('whatsapp')
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<PhoneProblem | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const sender = senders.find(({ id }) => String(id) === chosen) ?? senders[0]

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    const phone = readPhone(text)
    if ('problem' in phone) return setProblem(phone.problem)
    onClose()
    void navigate({
      to: '/integrations/whatsapp',
      search: { phone: Number(phone.digits), ...(sender && { account: sender.id }) },
    })
  }

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <TextInput
          type="tel"
          inputMode="tel"
          autoComplete="off"
          label={t('new.phone')}
          description={t('new.hint')}
          data-autofocus
          value={text}
          error={problem && t(`new.problem.${problem}`)}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setProblem(null)
          }}
        />
        {senders.length > 1 && (
          <Select
            label={t('new.from')}
            data={senders.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={sender ? String(sender.id) : null}
            allowDeselect={false}
            onChange={setChosen}
            renderOption={({ option }) => <bdi>{option.label}</bdi>}
          />
        )}
        <DialogButtons onCancel={onClose} saving={false} label={t('new.start')} />
      </Stack>
    </form>
  )
}
