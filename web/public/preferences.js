// Runs before the first paint so that neither the theme nor the writing direction flickers.
// It is a file of its own because the server's content security policy allows no inline script.
;(() => {
  const root = document.documentElement
  let scheme = 'auto'
  let language = 'en'
  try {
    scheme = localStorage.getItem('tradepost.color-scheme') || 'auto'
    language = localStorage.getItem('tradepost.language') || navigator.language.slice(0, 2)
  } catch {
    // Storage may be forbidden; the defaults above then stand.
  }
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.mantineColorScheme = scheme === 'auto' ? (prefersDark ? 'dark' : 'light') : scheme
  if (['fa', 'ar', 'vi', 'ru', 'uz'].includes(language)) root.lang = language
  if (language === 'fa' || language === 'ar') root.dir = 'rtl'
})()
