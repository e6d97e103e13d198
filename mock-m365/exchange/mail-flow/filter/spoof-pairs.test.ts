import { describe, expect, test } from 'vitest'
import { fatesOf, type MessageShort, mailWorld } from '../../testing/mail.ts'

const forged: MessageShort = {
  from: 'bounce@mailer.example',
  headers: [['From', 'news@fabrikam.com']],
  connection: { ptr: undefined, permittedFor: ['mailer.example'] },
}

/** Where the message ends, with an entry for the pair. */
const end = (SendingInfrastructure: string, signedBy: readonly string[], Action = 'Allow') => {
  const { run, mail } = mailWorld()
  const pair = { SpoofedUser: 'fabrikam.com', SendingInfrastructure, SpoofType: 'External', Action }
  run('New-TenantAllowBlockListSpoofItems', { Identity: 'Default', ...pair })
  return fatesOf(mail({ ...forged, signedBy }))
}

describe('a pair by the domain of a DKIM signature', () => {
  test.each<[string, readonly string[], string]>([
    ['mailer.example', ['mailer.example'], 'inbox'],
    ['mailer.example', ['eu.Mailer.example'], 'inbox'],
    ['mailer.example', ['other.example', 'mailer.example'], 'inbox'],
    ['mailer.example', ['notmailer.example'], 'junk'],
    ['mailer.example', [], 'junk'],
  ])('%s, signed by %j', (infrastructure, signedBy, place) => {
    expect(end(infrastructure, signedBy)).toEqual([`ann@contoso.com ${place}`])
  })

  test('blocks, too', () => {
    const { steps } = (() => {
      const { run, mail } = mailWorld()
      run('New-TenantAllowBlockListSpoofItems', {
        ...{ Identity: 'Default', SpoofedUser: 'fabrikam.com', SendingInfrastructure: 'mailer.example' },
        ...{ SpoofType: 'External', Action: 'Block' },
      })
      return mail({ ...forged, signedBy: ['mailer.example', 'fabrikam.com'] })
    })()
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'spoof', verdict: 'blocked by pair' }))
  })
})
