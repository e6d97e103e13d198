import { publishedNames } from '#reports'
import { GRANT } from '../harness/script.ts'
import { defect, surrounded } from './defect.ts'

const [, INCOMING_USERS, , OUTGOING_USERS] = publishedNames.REROUTING_RULES

/** Who was protected as a person is to be protected by a domain, and is by neither for a while. */
export const breakBeforeMake = defect({
  name: 'break before make',
  story: 'the rule for people is switched off before the rule for domains takes over from it',
  expected: 'mail scanned as promised',
  steps: [...GRANT, { op: 'set policies', policies: 'all' }, { op: 'synchronize' }],
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, { RecipientDomainIs, SenderDomainIs }) => {
        if (cmdlet !== 'Set-TransportRule' || !(RecipientDomainIs ?? SenderDomainIs)) return {}
        const Identity = RecipientDomainIs ? INCOMING_USERS : OUTGOING_USERS
        return { before: [['Disable-TransportRule', { Identity, Confirm: false }]] }
      }),
    }),
  },
})
