import {
  Alert,
  Button,
  Grid,
  Group,
  NumberInput,
  Paper,
  Stack,
  Switch,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { ReadOnlyForm } from '../../ui/ReadOnlyForm.tsx'
import { SupplierPicker } from '../suppliers/SupplierPicker.tsx'
import { type Product, saveProduct } from './api.ts'
import { CategoryPicker } from './CategoryPicker.tsx'
import { ImagesField } from './ImagesField.tsx'
import classes from './Products.module.css'
import { inputOf, type ProductValues, useProductErrors, valuesOf } from './product-form.ts'

/** All fields of a product, for a new one (`null`) or an existing one. */
export function ProductForm({ product }: { product: Product | null }) {
  const { t } = useTranslation('products')
  const { t: common } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const showErrors = useProductErrors()
  const mayWrite = usePermissions().can('products:write')

  const form = useForm<ProductValues>({
    initialValues: valuesOf(product),
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      price: (value) => (value === null ? common('errors.required') : null),
    },
  })

  useUnsavedWarning(form.isDirty())

  const save = useMutation({
    mutationFn: (values: ProductValues) =>
      saveProduct(api, product?.id ?? null, inputOf(values, product), key.current),
    onMutate: () => setFailure(null),
    onSuccess: async (saved) => {
      toasts.success(t('form.saved', { name: saved.name }))
      queryClient.setQueryData(['products', 'one', saved.id], saved)
      void queryClient.invalidateQueries({ queryKey: ['products'] })
      void queryClient.invalidateQueries({ queryKey: ['inventory'] })
      void queryClient.invalidateQueries({ queryKey: ['first-steps'] })
      if (product === null) await navigate({ to: '/products', ignoreBlocker: true })
      else {
        form.setValues(valuesOf(saved))
        form.resetDirty(valuesOf(saved))
      }
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(showErrors(form, error))
    },
  })

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      {failure && (
        <Alert color="red" mb="md" role="alert">
          {failure}
        </Alert>
      )}
      <ReadOnlyForm active={!mayWrite}>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <Stack>
              <Section title={t('form.basics')}>
                <TextInput
                  label={t('fields.name')}
                  required
                  maxLength={255}
                  {...form.getInputProps('name')}
                />
                <Textarea
                  label={t('fields.description')}
                  autosize
                  minRows={3}
                  maxRows={14}
                  maxLength={10_000}
                  {...form.getInputProps('description')}
                />
              </Section>
              <Section title={t('fields.images')}>
                <ImagesField
                  value={form.values.images}
                  onChange={(images) => form.setFieldValue('images', images)}
                  error={form.errors.images}
                />
              </Section>
              <Section title={t('form.pricing')}>
                <Pair>
                  <MoneyInput
                    label={t('fields.price')}
                    required
                    {...form.getInputProps('price')}
                    value={form.values.price}
                  />
                  <MoneyInput
                    label={t('fields.cost')}
                    description={t('form.costHint')}
                    {...form.getInputProps('cost_price')}
                    value={form.values.cost_price}
                  />
                </Pair>
              </Section>
              <Section title={t('form.stock')}>
                <Pair>
                  <IntegerInput
                    label={t('fields.stock')}
                    {...form.getInputProps('stock')}
                    value={form.values.stock}
                  />
                  <IntegerInput
                    label={t('fields.threshold')}
                    {...form.getInputProps('low_stock_threshold')}
                    value={form.values.low_stock_threshold}
                  />
                  <TextInput label={t('fields.sku')} maxLength={100} {...form.getInputProps('sku')} />
                  <TextInput label={t('fields.barcode')} maxLength={100} {...form.getInputProps('barcode')} />
                </Pair>
              </Section>
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <Section title={t('form.organise')}>
              <Switch
                label={t('fields.active')}
                description={t('form.activeHint')}
                {...form.getInputProps('is_active', { type: 'checkbox' })}
              />
              <CategoryPicker
                value={form.values.category_id}
                onChange={(id) => form.setFieldValue('category_id', id)}
                error={form.errors.category_id}
              />
              <SupplierPicker
                value={form.values.supplier_id}
                onChange={(id) => form.setFieldValue('supplier_id', id)}
                error={form.errors.supplier_id}
              />
              <NumberInput
                label={t('fields.weight')}
                min={0}
                max={1_000_000}
                decimalScale={3}
                hideControls
                {...form.getInputProps('weight')}
              />
            </Section>
          </Grid.Col>
        </Grid>
      </ReadOnlyForm>
      {mayWrite && (
        <Group justify="flex-end" mt="md" className={classes.saveBar}>
          <LinkButton to="/products" variant="default">
            {common('actions.cancel')}
          </LinkButton>
          <Button type="submit" loading={save.isPending}>
            {common('actions.save')}
          </Button>
        </Group>
      )}
    </form>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" p="md" bd="1px solid var(--tradepost-border)">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      <Stack gap="sm">{children}</Stack>
    </Paper>
  )
}

function Pair({ children }: { children: ReactNode }) {
  return <div className={classes.pair}>{children}</div>
}
