import { ActionIcon, Button, Fieldset, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { integrationTypes } from './api.ts'
import classes from './TokenFields.module.css'
import { addressesOf } from './token-values.ts'
import type { TokenForm } from './useTokenForm.ts'

type TokenFieldsProps = {
  form: TokenForm
  timeZone: string
  /** The type is chosen once; the switch belongs to what exists already. */
  isNew: boolean
}

const belowTheField: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
]

/** What can be said about a token: name, type or switch, expiry and addresses. */
export function TokenFields({ form, timeZone, isNew }: TokenFieldsProps) {
  const { t } = useTranslation('integrations')
  return (
    <>
      <TextInput
        label={t('fields.name')}
        description={t('form.nameHint')}
        inputWrapperOrder={belowTheField}
        required
        data-autofocus
        {...form.getInputProps('name')}
      />
      {isNew ? (
        <Select
          label={t('fields.type')}
          data={integrationTypes.map((value) => ({ value, label: t(`type.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('integration_type')}
        />
      ) : (
        <Switch
          label={t('fields.active')}
          description={t('form.activeHint')}
          {...form.getInputProps('is_active', { type: 'checkbox' })}
        />
      )}
      <TextInput
        type="datetime-local"
        label={t('fields.expires')}
        description={t('form.expiresHint', { zone: timeZone.replaceAll('_', ' ') })}
        inputWrapperOrder={belowTheField}
        maw="20rem"
        {...form.getInputProps('expires_at')}
      />
      <AddressFields form={form} />
    </>
  )
}

function AddressFields({ form }: { form: TokenForm }) {
  const { t } = useTranslation('integrations')
  const { number } = useFormat()
  const addresses = form.values.allowed_ips

  /** A pasted list becomes one line for each address. */
  function paste(event: React.ClipboardEvent, index: number) {
    const pasted = addressesOf(event.clipboardData.getData('text'))
    if (pasted.length < 2) return
    event.preventDefault()
    form.setFieldValue('allowed_ips', addresses.toSpliced(index, 1, ...pasted))
  }

  return (
    <Fieldset
      legend={t('fields.ips')}
      variant="unstyled"
      classNames={{ root: classes.addresses, legend: classes.legend }}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="xs" c="dimmed">
          {t('form.ipsHint')}
        </Text>
        {addresses.map((_address, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an address has no other identity than its line.
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start" w="100%" maw="26rem">
            <TextInput
              flex={1}
              dir="ltr"
              classNames={{ input: classes.address }}
              aria-label={t('fields.ip', { number: number(index + 1) })}
              autoComplete="off"
              spellCheck={false}
              onPaste={(event) => paste(event, index)}
              {...form.getInputProps(`allowed_ips.${index}`)}
            />
            <ActionIcon
              size={36}
              aria-label={t('form.removeIp', { number: number(index + 1) })}
              onClick={() => form.removeListItem('allowed_ips', index)}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        {form.errors.allowed_ips && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {form.errors.allowed_ips}
          </Text>
        )}
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('allowed_ips', '')}
        >
          {t('form.addIp')}
        </Button>
      </Stack>
    </Fieldset>
  )
}
