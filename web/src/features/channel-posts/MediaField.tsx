import { Button, Group, Input, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { OrderedPictures, UploadPicturesButton } from '../../ui/OrderedPictures.tsx'
import { isWebAddress } from '../channels/is-web-address.ts'
import { uploadImage } from '../products/api.ts'
import classes from './ChannelPosts.module.css'
import type { DraftMedia } from './draft.ts'
import { MediaPicture } from './MediaPicture.tsx'

/** The server takes no more, whatever the platform. */
const mostMedia = 50

type MediaFieldProps = { value: DraftMedia[]; onChange: (media: DraftMedia[]) => void }

/** Pictures that are uploaded here, and pictures and videos in the web by their address, in their order. */
export function MediaField({ value, onChange }: MediaFieldProps) {
  const { t } = useTranslation('channel-posts')
  const api = useApi()
  const errorText = useErrorText()

  const upload = useMutation({
    async mutationFn(files: File[]) {
      let media = value
      for (const file of files.slice(0, mostMedia - value.length)) {
        media = [...media, { type: 'image', url: await uploadImage(api, file) }]
        // Each finished picture shows at once; one that fails does not take the others with it.
        onChange(media)
      }
    },
  })

  return (
    <Stack gap="sm" role="group" aria-label={t('media.title')}>
      <Text size="sm" fw={500}>
        {t('media.title')}
      </Text>
      <OrderedPictures
        value={value}
        onChange={onChange}
        keyOf={(one) => `${one.type} ${one.url}`}
        picture={(one) => <MediaPicture media={one} />}
        labels={(n) => ({
          earlier: t('media.earlier', { n }),
          remove: t('media.remove', { n }),
          later: t('media.later', { n }),
        })}
        listClass={classes.media}
      />
      <Group gap="sm">
        <UploadPicturesButton
          label={t('media.upload')}
          loading={upload.isPending}
          disabled={value.length >= mostMedia}
          onFiles={(files) => upload.mutate(files)}
        />
        <Text size="sm" c="dimmed">
          {t('media.hint')}
        </Text>
      </Group>
      {upload.isError && <Input.Error role="alert">{errorText(upload.error)}</Input.Error>}
      <AddressField value={value} onAdd={(one) => onChange([...value, one])} />
    </Stack>
  )
}

/** Not a form of its own: it stands inside that of the post. */
function AddressField({ value, onAdd }: { value: DraftMedia[]; onAdd: (media: DraftMedia) => void }) {
  const { t } = useTranslation('channel-posts')
  const [url, setUrl] = useState('')
  const [type, setType] = useState<DraftMedia['type']>('image')
  const [problem, setProblem] = useState<string | null>(null)

  function add() {
    const address = url.trim()
    if (!isWebAddress(address)) setProblem(t('publish.badLink'))
    else if (value.some((one) => one.url === address)) setProblem(t('media.twice'))
    else {
      onAdd({ type, url: address })
      setUrl('')
      setProblem(null)
    }
  }

  return (
    <Group gap="xs" align="flex-start">
      <TextInput
        className={classes.mediaAddress}
        label={t('media.address')}
        type="url"
        inputMode="url"
        placeholder="https://"
        maxLength={2000}
        classNames={{ input: 'ltr-value' }}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
        error={problem}
      />
      <Select
        label={t('media.kind')}
        w="8rem"
        allowDeselect={false}
        data={[
          { value: 'image', label: t('media.image') },
          { value: 'video', label: t('media.video') },
        ]}
        value={type}
        onChange={(next) => setType(next === 'video' ? 'video' : 'image')}
      />
      <Button
        className={classes.besideField}
        variant="default"
        leftSection={<IconPlus size={18} aria-hidden />}
        disabled={url.trim() === '' || value.length >= mostMedia}
        onClick={add}
      >
        {t('media.add')}
      </Button>
    </Group>
  )
}
