import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'

type DeleteButtonProps = { label: string; loading?: boolean; onClick: () => void }

/** Deletes what a page shows; whoever uses it asks first. */
export function DeleteButton({ label, loading = false, onClick }: DeleteButtonProps) {
  return (
    <Button
      variant="default"
      c="var(--mantine-color-error)"
      leftSection={<IconTrash size={18} aria-hidden />}
      loading={loading}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
