import { LANGUAGES, type Language, texts } from './texts.ts'

/** The mails and what each needs (payments contract 5, e-mail table). URLs are absolute, `expiresAt` an ISO instant. */
export type MailContent =
  | { template: 'welcome' | 'verification'; data: { displayName: string; verifyUrl: string } }
  | { template: 'password-reset'; data: { displayName: string; resetUrl: string; expiresAt: string } }
  | {
      template: 'invitation'
      data: {
        displayName: string
        inviter: string
        workspace: string
        role: 'manager' | 'seller' | 'viewer'
        joinUrl: string
        expiresAt: string
      }
    }
  | {
      template: 'connection-ended'
      /** `platform` and `account` as people call them. */
      data: {
        displayName: string
        workspace: string
        platform: string
        account: string
        reconnectUrl: string
      }
    }
  | { template: 'notification'; data: { displayName: string; subject: string; message: string } }

export interface RenderedMail {
  subject: string
  text: string
  html: string
}

interface Letter {
  subject: string
  message: string
  link?: { url: string; label: string }
  /** Nobody asked for it, so nobody can have asked in another's name. */
  unasked?: true
}

/** Renders in the user's language (English when it is unknown); every value is escaped in the HTML part. */
export function renderMail(content: MailContent, language: string): RenderedMail {
  const known = LANGUAGES.find((candidate) => candidate === language) ?? 'en'
  const letter = letterOf(content, known)
  const greeting = texts[known].greeting.replace('{name}', () => content.data.displayName)
  const ignore = letter.link === undefined || letter.unasked ? [] : [texts[known].ignore]
  const link = letter.link === undefined ? [] : [`${letter.link.label}: ${letter.link.url}`]
  return {
    subject: letter.subject.replace(/\s+/g, ' ').trim(),
    text: `${[greeting, letter.message, ...link, ...ignore].join('\n\n')}\n`,
    html: htmlPage(known, letter, [greeting, letter.message], ignore),
  }
}

function letterOf(content: MailContent, language: Language): Letter {
  const words = texts[language]
  if (content.template === 'notification') return content.data
  if (content.template === 'password-reset') {
    const { subject, message, button } = words.passwordReset
    const expiry = momentText(content.data.expiresAt, language)
    return {
      subject,
      message: fill(message, { expiry }),
      link: { url: content.data.resetUrl, label: button },
    }
  }
  if (content.template === 'invitation') {
    const { subject, message, button } = words.invitation
    const { inviter, workspace, joinUrl, expiresAt } = content.data
    const role = words.roles[content.data.role]
    const values = { inviter, workspace, role, expiry: momentText(expiresAt, language) }
    return {
      subject: fill(subject, values),
      message: fill(message, values),
      link: { url: joinUrl, label: button },
    }
  }
  if (content.template === 'connection-ended') {
    const { subject, message, button } = words.connectionEnded
    const { reconnectUrl, ...values } = content.data
    return {
      subject: fill(subject, values),
      message: fill(message, values),
      link: { url: reconnectUrl, label: button },
      unasked: true,
    }
  }
  const { subject, message, button } = words[content.template]
  return { subject, message, link: { url: content.data.verifyUrl, label: button } }
}

/** Puts values in the places of a text; what a value looks like does not matter. */
function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
}

function momentText(instant: string, language: Language): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Date(instant).toLocaleString(language, options)} UTC`
}

function htmlPage(language: Language, letter: Letter, paragraphs: string[], after: string[]): string {
  const direction = language === 'fa' || language === 'ar' ? 'rtl' : 'ltr'
  const paragraph = (text: string) => `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`
  const button =
    letter.link === undefined
      ? []
      : [`<p><a href="${escapeHtml(webAddress(letter.link.url))}">${escapeHtml(letter.link.label)}</a></p>`]
  return [
    `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8">`,
    `<title>${escapeHtml(letter.subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.6;max-width:36em;margin:0 auto;padding:1em">',
    ...paragraphs.map(paragraph),
    ...button,
    ...after.map(paragraph),
    '</body></html>',
  ].join('\n')
}

/** Only web addresses become links; `javascript:` and the like throw. */
function webAddress(url: string): string {
  if (!/^https?:$/.test(new URL(url).protocol)) throw new TypeError('A mail links to web addresses only')
  return url
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
