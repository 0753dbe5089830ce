import { MantineProvider } from '@mantine/core'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { WebLink } from './WebLink.tsx'

function html(href: string | null, fallback?: string): string {
  const props = { href, fallback, children: 'Open' }
  return renderToStaticMarkup(createElement(MantineProvider, null, createElement(WebLink, props)))
}

test('an address of the web is a link that leaves nothing of us there', () => {
  const link = html('https://www.example.com/posts/1')
  expect(link).toContain('href="https://www.example.com/posts/1"')
  expect(link).toContain('rel="noopener noreferrer"')
})

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)//https://x.example',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '//www.example.com',
  '/integrations',
  'https://',
  '',
  null,
])('%j is no link', (href) => {
  expect(html(href)).not.toMatch(/<a |href|Open/)
  expect(html(href, 'as text')).toContain('as text')
})
