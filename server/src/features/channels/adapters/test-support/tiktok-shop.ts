import { beforeEach } from 'vitest'
import { startTikTokDouble } from '../../../../../test/doubles/tiktok.ts'
import { platformApp } from '../../../../../test/support/platform-app.ts'
import { tiktok } from '../tiktok.ts'

export const photo = (n = 1) => ({ type: 'image', url: `https://cdn.example.com/${n}.jpg` })

/** For the tests of a file: the app with TikTok, where no test before has published or switched off anything. */
export function tikTokShop() {
  const shop = platformApp(tiktok, startTikTokDouble)
  const user = () => shop.platform.state.users[0]!

  beforeEach(() => {
    const { state } = shop.platform
    Object.assign(state, { tokenErrorStatus: 400, rotates: true, audited: true, verifiedHosts: null })
    Object.assign(user(), { videos: [], commentsOff: false })
    state.publishes.clear()
    state.used.clear()
  })

  return Object.assign(shop, {
    user,
    tokenCalls: () => shop.platform.callsTo({ path: '/v2/oauth/token/' }),
  })
}
