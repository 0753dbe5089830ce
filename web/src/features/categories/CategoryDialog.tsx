import { Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { type Category, categoriesQuery, saveCategory } from './api.ts'
import { flattenTree, pathLabel, subtreeIds } from './tree.ts'

type CategoryDialogProps = {
  /** The category to change, or null for a new one. */
  category: { id: number; name: string; parentId: number | null } | null
  /** Where a new one goes at first. */
  parentId?: number | null
  onClose: () => void
  onSaved?: (category: Category) => void
}

/** Names a category and says where in the tree it stands. Mount it only while it is open. */
export function CategoryDialog({ category, parentId = null, onClose, onSaved }: CategoryDialogProps) {
  const { t } = useTranslation('products')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const [failure, setFailure] = useState<string | null>(null)
  const { data: tree = [] } = useQuery(categoriesQuery(api))
  const own = category ? subtreeIds(tree, category.id) : new Set<number>()

  const form = useForm({
    initialValues: { name: category?.name ?? '', parent_id: String(category?.parentId ?? parentId ?? '') },
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const parent = values.parent_id === '' ? null : Number(values.parent_id)
      return saveCategory(api, category?.id ?? null, { name: values.name.trim(), parent_id: parent })
    },
    onMutate: () => setFailure(null),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: ['categories'] })
      onSaved?.(saved)
      onClose()
    },
    onError: (error) => setFailure(applyFormErrors(form, error, common)),
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={category ? t('categories.edit') : t('categories.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          // The dialog may stand inside another form, whose submit event this would become as well.
          event.stopPropagation()
          form.onSubmit((values) => save.mutate(values))(event)
        }}
      >
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('categories.name')}
            maxLength={255}
            required
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Select
            label={t('categories.parent')}
            placeholder={t('categories.top')}
            data={flattenTree(tree)
              .filter((one) => !own.has(one.id))
              .map((one) => ({ value: String(one.id), label: pathLabel(one) }))}
            value={form.values.parent_id || null}
            onChange={(value) => form.setFieldValue('parent_id', value ?? '')}
            error={form.errors.parent_id}
            clearable
            searchable
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
