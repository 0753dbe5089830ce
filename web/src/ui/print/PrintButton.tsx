import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PaperName } from './papers.ts'

type PrintButtonProps<TName extends PaperName> = {
  label: string
  paper: TName
  choices: readonly TName[]
  /** Called with the paper to print on now, which is also the one to remember. */
  onPrint: (paper: TName) => void
}

/** Prints on the paper of the last time, or on another one from the menu. */
export function PrintButton<TName extends PaperName>(props: PrintButtonProps<TName>) {
  const { label, paper, choices, onPrint } = props
  const { t } = useTranslation()
  const nameOf = (name: PaperName) => t(`papers.${name}`)
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<IconPrinter size={18} aria-hidden />}
        onClick={() => onPrint(paper)}
      >
        {label}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('papers.choose', { paper: nameOf(paper) })}
            style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, borderInlineStart: 0 }}
          >
            <IconChevronDown size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {choices.map((choice) => (
            <Menu.Item
              key={choice}
              aria-current={choice === paper || undefined}
              rightSection={choice === paper ? <IconCheck size={16} aria-hidden /> : null}
              onClick={() => onPrint(choice)}
            >
              {nameOf(choice)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
