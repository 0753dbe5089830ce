import { expect, test } from 'vitest'
import { hashMachineToken } from '../../kernel/auth/machine-token.ts'
import { deliveryUrlOf, webhookSecretOf } from './webhook.ts'

const key = new TextEncoder().encode('server key')
const id = '0b9a4a5e-7c0e-4a55-9d3c-1f1f5a4f2b10'
const hash = hashMachineToken('wc_sk_live_one')

test('the secret of a webhook has letters and digits only, and is another for another key, token or text', () => {
  const secrets = [
    webhookSecretOf(key, id, hash),
    webhookSecretOf(new TextEncoder().encode('another key'), id, hash),
    webhookSecretOf(key, id.replace('0b', '0c'), hash),
    webhookSecretOf(key, id, hashMachineToken('wc_sk_live_two')),
  ]
  for (const secret of secrets) expect(secret).toMatch(/^wcwh_[a-z0-9]{40}$/)
  expect(new Set(secrets).size).toBe(4)
  expect(webhookSecretOf(key, id, hash)).toBe(secrets[0])
})

test('deliveries go to the public address, else to where the client called', () => {
  const request = { url: '/api/v1/integrations/tokens/', protocol: 'https', host: 'hub.example.com' } as const
  const woocommerce = { id, integration_type: 'woocommerce' } as const
  const rest = `/api/v1/integrations/woocommerce/hooks/${id}/`
  const publicBaseUrl = 'https://shop.example.com/hub'
  expect(deliveryUrlOf({ publicBaseUrl }, request, woocommerce)).toBe(publicBaseUrl + rest)
  expect(deliveryUrlOf({ publicBaseUrl: null }, request, woocommerce)).toBe(`https://hub.example.com${rest}`)
  expect(deliveryUrlOf({ publicBaseUrl }, request, { id, integration_type: 'shopify' })).toBeNull()
})
