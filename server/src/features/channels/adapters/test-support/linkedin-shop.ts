import { beforeAll, beforeEach, expect } from 'vitest'
import { startLinkedInDouble } from '../../../../../test/doubles/linkedin.ts'
import { platformApp } from '../../../../../test/support/platform-app.ts'
import { linkedin } from '../linkedin.ts'

export const scopes = 'openid profile email w_member_social r_organization_social w_organization_social'
/** As an app asks that has no permissions for organisations: members grant all that is asked for. */
export const asMember = { scope: 'openid profile email w_member_social' }
export const person = 'urn:li:person:saraSUB'
export const shopLtd = 'urn:li:organization:5515715'
export const otherLtd = 'urn:li:organization:6000001'

/** For the tests of a file: the app with LinkedIn, whose member may speak for two of three organisations, and where nothing is posted. */
export function linkedInShop() {
  const shop = platformApp(linkedin, startLinkedInDouble, { LINKEDIN_SCOPES: scopes })

  beforeAll(() => {
    const { organizations } = shop.platform.state
    const [first] = organizations
    organizations.push(
      {
        ...first!,
        id: '6000001',
        name: 'Other Ltd',
        administrators: [],
        roles: { saraSUB: 'CONTENT_ADMINISTRATOR' },
      },
      {
        ...first!,
        id: '7000001',
        name: 'Not Hers',
        administrators: ['aliSUB'],
        roles: { saraSUB: 'ANALYST' },
      },
    )
  })
  beforeEach(() => {
    const { state } = shop.platform
    Object.assign(state, { refreshable: false, denial: 'user_cancelled_authorize' })
    state.posts.length = 0
    state.comments.length = 0
  })

  return Object.assign(shop, {
    tokenCalls: () => shop.platform.callsTo({ path: '/oauth/v2/accessToken' }),
    publish: async (message: string, more: object = {}) => {
      const answer = await shop.post('publish_post/', { message, ...more })
      expect(answer.status, answer.text).toBe(200)
      return answer.body
    },
  })
}
