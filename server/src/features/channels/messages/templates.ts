import type { Channels } from '../platforms.ts'
import type { AccountRow } from '../queries.ts'
import type { MessageTemplate } from './model.ts'

const rememberedSeconds = 3600
const keyOf = ({ id, token_version }: AccountRow) => `whatsapp templates ${id} ${token_version}`

/** Keeps what the platform told, so that what is sent can be shown in its words. */
export async function rememberTemplates(
  { services }: Channels,
  account: AccountRow,
  templates: MessageTemplate[],
): Promise<void> {
  await services.cache.set(keyOf(account), templates, rememberedSeconds)
}

/** What the receiver reads, if the template was listed lately; else its name and what stands in it. */
export async function templateText(
  { services }: Channels,
  account: AccountRow,
  { name, language, parameters }: { name: string; language: string; parameters: string[] },
): Promise<string> {
  const known = await services.cache.get<MessageTemplate[]>(keyOf(account))
  const template = known?.find((one) => one.name === name && one.language === language)
  const body = template?.components.find(({ type }) => String(type).toUpperCase() === 'BODY')
  if (typeof body?.text !== 'string') return [name, ...parameters].join('\n')
  const names = [...new Set(body.text.match(/\{\{\w+\}\}/g))]
  // Either numbered, or named and then filled in their order.
  const place = (variable: string) => Number(variable.slice(2, -2)) - 1 || names.indexOf(variable)
  return body.text.replace(/\{\{\w+\}\}/g, (variable) => parameters[place(variable)] ?? variable)
}
