export { applyStoreOrder, cancelStoreOrder, type OrderEffect, type StoreOrigin } from './apply-order.ts'
export { createReader } from './field-reader.ts'
export { isOrderDraft, readOrderId, readStoreOrder, type StoreOrder } from './read-order.ts'
