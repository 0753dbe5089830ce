import { ActionIcon, Button, FileButton, Group, Input, Stack, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconTrash, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { uploadImage } from './api.ts'
import { ProductImage } from './ProductImage.tsx'
import classes from './Products.module.css'

const maxImages = 20
const accepted = 'image/jpeg,image/png,image/gif,image/webp'

type ImagesFieldProps = { value: string[]; onChange: (images: string[]) => void; error?: ReactNode }

/** The pictures of a product in their order; the first one stands for it in lists. */
export function ImagesField({ value, onChange, error }: ImagesFieldProps) {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  const api = useApi()
  const errorText = useErrorText()

  const upload = useMutation({
    async mutationFn(files: File[]) {
      let images = value
      for (const file of files.slice(0, maxImages - value.length)) {
        images = [...images, await uploadImage(api, file)]
        // Each finished picture shows at once; one that fails does not take the others with it.
        onChange(images)
      }
    },
  })

  function move(index: number, by: number) {
    const next = [...value]
    const [image] = next.splice(index, 1)
    if (image !== undefined) next.splice(index + by, 0, image)
    onChange(next)
  }

  return (
    <Stack gap="sm">
      {value.length > 0 && (
        <ul className={classes.images}>
          {value.map((url, index) => (
            <li key={url} className={classes.image}>
              <div className={classes.thumbnail}>
                <ProductImage url={url} size="100%" />
              </div>
              <Group gap={0} justify="center" wrap="nowrap">
                <ActionIcon
                  aria-label={t('images.earlier', { n: number(index + 1) })}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                >
                  <IconChevronLeft size={18} className="flip-in-rtl" />
                </ActionIcon>
                <ActionIcon
                  color="red"
                  aria-label={t('images.remove', { n: number(index + 1) })}
                  onClick={() => onChange(value.filter((_, at) => at !== index))}
                >
                  <IconTrash size={18} />
                </ActionIcon>
                <ActionIcon
                  aria-label={t('images.later', { n: number(index + 1) })}
                  disabled={index === value.length - 1}
                  onClick={() => move(index, 1)}
                >
                  <IconChevronRight size={18} className="flip-in-rtl" />
                </ActionIcon>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <Group gap="sm">
        <FileButton multiple accept={accepted} onChange={(files) => upload.mutate(files)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconUpload size={18} aria-hidden />}
              loading={upload.isPending}
              disabled={value.length >= maxImages}
            >
              {t('images.add')}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t('images.hint', { max: number(maxImages) })}
        </Text>
      </Group>
      {(error || upload.isError) && (
        <Input.Error role="alert">{error ?? errorText(upload.error)}</Input.Error>
      )}
    </Stack>
  )
}
