import { Group, Input, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { OrderedPictures, UploadPicturesButton } from '../../ui/OrderedPictures.tsx'
import { uploadImage } from './api.ts'
import { ProductImage } from './ProductImage.tsx'
import classes from './Products.module.css'

const maxImages = 20

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

  return (
    <Stack gap="sm">
      <OrderedPictures
        value={value}
        onChange={onChange}
        keyOf={(url) => url}
        picture={(url) => (
          <div className={classes.thumbnail}>
            <ProductImage url={url} size="100%" />
          </div>
        )}
        labels={(n) => ({
          earlier: t('images.earlier', { n }),
          remove: t('images.remove', { n }),
          later: t('images.later', { n }),
        })}
        listClass={classes.images}
        itemClass={classes.image}
      />
      <Group gap="sm">
        <UploadPicturesButton
          label={t('images.add')}
          loading={upload.isPending}
          disabled={value.length >= maxImages}
          onFiles={(files) => upload.mutate(files)}
        />
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
