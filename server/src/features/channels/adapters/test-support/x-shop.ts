import { beforeAll, beforeEach } from 'vitest'
import { startXDouble } from '../../../../../test/doubles/x.ts'
import { platformApp } from '../../../../../test/support/platform-app.ts'
import { twitter } from '../twitter.ts'

/** For the tests of a file: the app with X, where Sara posts and Ali may answer, and no limit is used up. */
export function xShop() {
  const shop = platformApp(twitter, startXDouble)

  beforeAll(() => {
    const ali = { id: '7', name: 'Ali Karim', username: 'alikarim', followers: 3, following: 5 }
    shop.platform.state.users.push(ali)
  })
  beforeEach(() => {
    const { state } = shop.platform
    state.posts.length = 0
    state.limit = 100
    state.windows.clear()
  })

  return shop
}
