export { applyStoreOrder, cancelStoreOrder } from './apply-order.ts'
export { createReader } from './field-reader.ts'
export { isOrderDraft, readOrderId, readStoreOrder } from './read-order.ts'
