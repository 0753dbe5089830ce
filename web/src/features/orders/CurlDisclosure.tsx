import { Button, Code, Collapse, CopyButton, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCheck, IconChevronDown, IconCopy, IconEye, IconEyeOff, IconTerminal2 } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../app/session.tsx'
import type { OrderInput } from './api.ts'
import { curlCommand } from './curl.ts'
import classes from './Orders.module.css'

type CurlDisclosureProps = { body: OrderInput; idempotencyKey: string; disabled: boolean }

/** For developers: this very order as a `curl` command. The token is shown only on demand, and it is copied in full. */
export function CurlDisclosure({ body, idempotencyKey, disabled }: CurlDisclosureProps) {
  const { t } = useTranslation('orders')
  const session = useSession()
  const id = useId()
  const [open, disclosure] = useDisclosure(false)
  const [revealed, reveal] = useDisclosure(false)
  const command = (token: string) => curlCommand(window.location.origin, body, token, idempotencyKey)
  // Read at every use: the token is renewed every few minutes.
  const token = () => session.accessToken() ?? ''

  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        classNames={{ root: classes.disclosure, label: classes.disclosureLabel }}
        disabled={disabled}
        aria-expanded={open}
        aria-controls={id}
        leftSection={<IconTerminal2 size={16} aria-hidden />}
        rightSection={<IconChevronDown size={16} aria-hidden />}
        onClick={disclosure.toggle}
      >
        {t('curl.title')}
      </Button>
      <Collapse expanded={open && !disabled} id={id}>
        <Stack gap="xs" mt="xs">
          <Text size="sm" c="dimmed">
            {t('curl.text')}
          </Text>
          <Code block dir="ltr" className={classes.code} data-testid="curl">
            {command(revealed ? token() : '••••••••')}
          </Code>
          <Group gap="xs">
            <CopyButton value={open ? command(token()) : ''}>
              {({ copied, copy }) => (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={
                    copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                  }
                  onClick={copy}
                >
                  {copied ? t('curl.copied') : t('curl.copy')}
                </Button>
              )}
            </CopyButton>
            <Button
              size="xs"
              variant="default"
              aria-pressed={revealed}
              leftSection={
                revealed ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />
              }
              onClick={reveal.toggle}
            >
              {revealed ? t('curl.hide') : t('curl.reveal')}
            </Button>
          </Group>
        </Stack>
      </Collapse>
    </div>
  )
}
