import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const harbour: MantineColorsTuple = [
  '#eefbf8',
  '#d0f4ec',
  '#a2e8da',
  '#6dd5c4',
  '#3fbcab',
  '#1d9f90',
  '#138578',
  '#0f766e',
  '#0f5c57',
  '#0d4744',
]

// A cool grey whose sixth shade carries secondary text at 5:1 on white.
const gray: MantineColorsTuple = [
  '#f7f9fa',
  '#f0f3f5',
  '#e5eaed',
  '#d6dde2',
  '#c0cad1',
  '#8e9ba6',
  '#596773',
  '#43505b',
  '#2c3740',
  '#182128',
]

const dark: MantineColorsTuple = [
  '#dce4e9',
  '#b9c5cd',
  '#95a4af',
  '#6c7b86',
  '#3b4852',
  '#2e3a43',
  '#222c34',
  '#161e24',
  '#11181d',
  '#0c1216',
]

// System fonts only. The named ones have good Persian, Arabic and Vietnamese glyphs where the system default lacks them.
const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Vazirmatn', 'Noto Sans Arabic', 'Geeza Pro', Tahoma, Arial, sans-serif"

export const theme = createTheme({
  colors: { harbour, gray, dark },
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  black: '#182128',
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
  fontFamily,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Noto Sans Mono', monospace",
  headings: { fontFamily, fontWeight: '650', textWrap: 'balance' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Paper: { defaultProps: { radius: 'lg' } },
    Modal: { defaultProps: { radius: 'lg', centered: true } },
    Notification: { defaultProps: { withBorder: true } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 400 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
  },
})

/** Where Mantine's defaults miss a contrast of 4.5:1. */
export const cssVariables: CSSVariablesResolver = (current) => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-placeholder': current.colors.gray[6],
    '--mantine-color-error': current.colors.red[9],
    '--tradepost-canvas': current.colors.gray[0],
    '--tradepost-border': current.colors.gray[2],
    '--tradepost-accent-soft': current.colors.harbour?.[0] ?? '',
    '--tradepost-accent-text': current.colors.harbour?.[8] ?? '',
  },
  dark: {
    '--mantine-color-placeholder': current.colors.dark[2],
    '--mantine-color-error': current.colors.red[4],
    '--mantine-color-anchor': current.colors.harbour?.[3] ?? '',
    '--mantine-color-harbour-light': '#173634',
    '--mantine-color-harbour-light-hover': '#1e4441',
    '--mantine-color-harbour-light-color': current.colors.harbour?.[2] ?? '',
    '--tradepost-canvas': current.colors.dark[8],
    '--tradepost-border': current.colors.dark[5],
    '--tradepost-accent-soft': '#16302f',
    '--tradepost-accent-text': current.colors.harbour?.[2] ?? '',
  },
})
