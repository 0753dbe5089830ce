import { ActionIcon, Button, FileButton, Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconTrash, IconUpload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useFormat } from '../i18n/useFormat.ts'

type Labels = { earlier: string; remove: string; later: string }

interface OrderedPicturesProps<T> {
  value: T[]
  onChange: (value: T[]) => void
  keyOf: (one: T) => string
  picture: (one: T) => ReactNode
  /** `n`: the place in the row, from 1, in the digits of the language. */
  labels: (n: string) => Labels
  listClass: string | undefined
  itemClass?: string | undefined
}

/** Pictures in the order that people give them; each can be moved and taken out. Nothing where there is none. */
export function OrderedPictures<T>(props: OrderedPicturesProps<T>) {
  const { value, onChange, keyOf, picture, labels, listClass, itemClass } = props
  const { number } = useFormat()

  function move(index: number, by: number) {
    const next = [...value]
    const [one] = next.splice(index, 1)
    if (one !== undefined) next.splice(index + by, 0, one)
    onChange(next)
  }

  if (value.length === 0) return null
  return (
    <ul className={listClass}>
      {value.map((one, index) => {
        const { earlier, remove, later } = labels(number(index + 1))
        return (
          <li key={keyOf(one)} className={itemClass}>
            {picture(one)}
            <Group gap={0} justify="center" wrap="nowrap">
              <ActionIcon aria-label={earlier} disabled={index === 0} onClick={() => move(index, -1)}>
                <IconChevronLeft size={18} className="flip-in-rtl" />
              </ActionIcon>
              <ActionIcon
                color="red"
                aria-label={remove}
                onClick={() => onChange(value.filter((_, at) => at !== index))}
              >
                <IconTrash size={18} />
              </ActionIcon>
              <ActionIcon
                aria-label={later}
                disabled={index === value.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconChevronRight size={18} className="flip-in-rtl" />
              </ActionIcon>
            </Group>
          </li>
        )
      })}
    </ul>
  )
}

type UploadButtonProps = {
  label: string
  loading: boolean
  disabled: boolean
  onFiles: (files: File[]) => void
}

/** Chooses pictures of the kinds that the server keeps. */
export function UploadPicturesButton({ label, loading, disabled, onFiles }: UploadButtonProps) {
  return (
    <FileButton multiple accept="image/jpeg,image/png,image/gif,image/webp" onChange={onFiles}>
      {(props) => (
        <Button
          {...props}
          variant="default"
          leftSection={<IconUpload size={18} aria-hidden />}
          loading={loading}
          disabled={disabled}
        >
          {label}
        </Button>
      )}
    </FileButton>
  )
}
