import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'

export type StatusStep<TStatus> = { status: TStatus; label: string; danger?: boolean }

type StatusStepsProps<TStatus> = {
  /** Every status that may follow; none means that the status is final. */
  steps: StatusStep<TStatus>[]
  /** The usual one, as the main button. */
  main: TStatus | null
  onStep: (status: TStatus) => void
  busy: boolean
  /** Names the menu of the other steps. */
  changeLabel: string
  finalText: string
}

/** The buttons that move something along its allowed transitions. */
export function StatusSteps<TStatus extends string>(props: StatusStepsProps<TStatus>) {
  const { steps, main, onStep, busy, changeLabel, finalText } = props
  const mainStep = steps.find(({ status }) => status === main)
  const others = steps.filter((step) => step !== mainStep)
  if (steps.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {finalText}
      </Text>
    )
  }
  return (
    <>
      {mainStep && (
        <Button loading={busy} onClick={() => onStep(mainStep.status)}>
          {mainStep.label}
        </Button>
      )}
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              disabled={busy}
              rightSection={<IconChevronDown size={16} aria-hidden />}
            >
              {changeLabel}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ status, label, danger }) => (
              <Menu.Item key={status} color={danger ? 'red' : undefined} onClick={() => onStep(status)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
