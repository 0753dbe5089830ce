import type { ChannelLog } from './api.ts'

/** The code with which an action was refused: beside what was answered, or in the refusal that was kept. */
export function codeOf({
  response_data,
  error_details,
}: Pick<ChannelLog, 'response_data' | 'error_details'>) {
  if (typeof response_data?.error === 'string') return response_data.error
  try {
    const details: unknown = JSON.parse(error_details ?? '')
    if (typeof details !== 'object' || details === null || !('code' in details)) return null
    return typeof details.code === 'string' ? details.code : null
  } catch {
    return null
  }
}
