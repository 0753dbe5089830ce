import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustments, IconDotsVertical, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { AdjustStock } from '../inventory/AdjustStock.tsx'
import { deleteProduct, type Product } from './api.ts'

/** Asks, deletes and says so; `after` runs once the product is gone. */
export function useDeleteProduct(after?: () => void) {
  const { t } = useTranslation('products')
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const { mutate } = useMutation({
    mutationFn: (product: Product) => deleteProduct(api, product.id),
    onSuccess: async (_answer, product) => {
      after?.()
      toasts.success(t('delete.done', { name: product.name }))
      queryClient.removeQueries({ queryKey: ['products', 'one', product.id] })
      await queryClient.invalidateQueries({ queryKey: ['products'] })
    },
    onError: toasts.failure,
  })
  return async (product: Product) => {
    const question = {
      title: t('delete.title', { name: product.name }),
      text: t('delete.text'),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) mutate(product)
  }
}

/** What can be done with one product of a list. */
export function ProductMenu({ product }: { product: Product }) {
  const { t } = useTranslation('products')
  const navigate = useNavigate()
  const [adjusting, adjust] = useDisclosure(false)
  const remove = useDeleteProduct()
  const mayWrite = usePermissions().can('products:write')
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={t('actions.of', { name: product.name })}>
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayWrite && (
            <>
              <Menu.Item
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() =>
                  void navigate({ to: '/products/$productId', params: { productId: String(product.id) } })
                }
              >
                {t('actions.edit')}
              </Menu.Item>
              <Menu.Item leftSection={<IconAdjustments size={16} aria-hidden />} onClick={adjust.open}>
                {t('actions.adjust')}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/inventory', search: { product: product.id } })}
          >
            {t('actions.history')}
          </Menu.Item>
          {mayWrite && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => void remove(product)}
            >
              {t('actions.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <AdjustStock product={product} opened={adjusting} onClose={adjust.close} />
    </>
  )
}
