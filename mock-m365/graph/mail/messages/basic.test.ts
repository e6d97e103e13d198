/** Permissions for envelopes never show content, whatever the query. */
import { describe, expect, test } from 'vitest'
import { HOME, mailWorld, SELF } from '../../testing/mailbox.ts'
import { errorOf, listOf } from '../../testing/world.ts'

const DENIED = '403 ErrorAccessDenied'
const BASIC = ['Mail.ReadBasic.All']

describe.each(['/messages', '/mailFolders/inbox/messages', '/mailFolders/inbox/messages/delta'])(
  '%s of envelopes',
  (path) => {
    const { send, receive, userToken } = mailWorld()
    receive('One', { body: 'The launch code is 0000' })

    test.each([
      "$filter=contains(bodyPreview,'0000')",
      "$filter=startswith(body/content,'The')",
      "$filter=contains(uniqueBody/content,'0000')",
      "$filter=isRead eq false and not(contains(bodyPreview,'0000'))",
      "$filter=extensions/any(e:e/id eq 'x')",
      '$orderby=bodyPreview',
      '$select=body',
      '$select=subject,bodyPreview',
      '$select=uniqueBody',
    ])('%s', (query) => {
      const line = `GET ${HOME}${path}?${query}`
      expect(errorOf(send(line, BASIC))).toBe(DENIED)
      const mine = `GET /me${path}?${query}`
      expect(errorOf(send(mine, [], { token: userToken('Mail.ReadBasic', [], { oid: SELF }) }))).toBe(DENIED)
      expect(errorOf(send(line, ['Mail.Read']))).toBe('200')
    })

    test('are filtered and selected by what is on them', () => {
      const rows = listOf(send(`GET ${HOME}${path}?$filter=subject eq 'One'&$select=subject`, BASIC))
      expect(rows.map(({ subject }) => subject)).toEqual(['One'])
    })
  },
)

test('a link of a wider permission asks the same of whoever follows it', () => {
  const { send, receive } = mailWorld()
  receive('One')
  const first = send(`GET ${HOME}/mailFolders/inbox/messages/delta?$select=body`, ['Mail.Read'])
  const link = String(first.json['@odata.deltaLink'])
  expect(errorOf(send(`GET ${link}`, BASIC))).toBe(DENIED)
  expect(errorOf(send(`GET ${link}`, ['Mail.Read']))).toBe('200')
})
