import { Avatar } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'

type ProductImageProps = { url: string | null | undefined; size?: number | string }

/** The picture of a product, or a neutral tile while it is missing or cannot be loaded. Decorative: the name stands beside it. */
export function ProductImage({ url, size = 44 }: ProductImageProps) {
  return (
    <Avatar
      src={url || null}
      alt=""
      radius="md"
      size={size}
      imageProps={{ loading: 'lazy', referrerPolicy: 'no-referrer' }}
    >
      <IconPhoto size="min(45%, 34px)" stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
    </Avatar>
  )
}
