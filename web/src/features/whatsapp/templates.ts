/** A part of a template as WhatsApp describes it: `BODY` with its text, `HEADER` with a format, `FOOTER`, `BUTTONS`. */
export type TemplateComponent = {
  type?: unknown
  format?: unknown
  text?: unknown
  buttons?: unknown
}
export type Template = {
  name: string
  language: string
  status: string | null
  components: TemplateComponent[]
}

const variable = /\{\{\s*([^{}\s]+)\s*\}\}/g

function textOf(template: Template, type: string): string {
  const part = template.components.find((one) => String(one.type).toUpperCase() === type)
  return typeof part?.text === 'string' ? part.text : ''
}

/** What of the template a reader sees as text. */
export function textsOf(template: Template): { header: string; body: string; footer: string } {
  return {
    header: textOf(template, 'HEADER'),
    body: textOf(template, 'BODY'),
    footer: textOf(template, 'FOOTER'),
  }
}

function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(variable)].map((match) => match[1] ?? ''))]
}

/** The variables of the body, each once: numbered ones by number, named ones as they come. */
export function parametersOf(template: Template): string[] {
  return variablesOf(textsOf(template).body).sort((a, b) => Number(a) - Number(b) || 0)
}

/** The text with the values in their places; a variable without a value stays as it is. */
export function filled(text: string, names: string[], values: string[]): string {
  return text.replace(variable, (whole, name: string) => values[names.indexOf(name)]?.trim() || whole)
}

/**
 * Why the template cannot be sent from here, or null: WhatsApp has not approved it, or it asks for more than the words
 * of its body (a picture in its header, a variable in its header or in the address of a button, named variables).
 */
export function obstacle(template: Template): 'notApproved' | 'needsMore' | null {
  if (template.status?.toUpperCase() !== 'APPROVED') return 'notApproved'
  const asksMore = template.components.some((part) => {
    const type = String(part.type).toUpperCase()
    if (type === 'HEADER')
      return (
        String(part.format ?? 'TEXT').toUpperCase() !== 'TEXT' || variablesOf(String(part.text)).length > 0
      )
    if (type === 'BUTTONS') return variablesOf(JSON.stringify(part.buttons ?? [])).length > 0
    return false
  })
  const named = parametersOf(template).some((name) => !/^\d+$/.test(name))
  return asksMore || named ? 'needsMore' : null
}
