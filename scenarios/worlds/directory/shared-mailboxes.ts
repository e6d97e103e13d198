import { trait } from '../trait.ts'

const KINDS = ['Shared', 'Room', 'Equipment'] as const

export const sharedMailboxes = trait({
  name: 'shared-mailboxes',
  story: 'shared mailboxes, rooms and equipment have addresses, and nobody signs in to them',
  percent: 50,
  acts(hand, dice) {
    for (let i = 0; i < dice.whole(1, 6); i++) {
      const kind = i === 0 ? 'Shared' : dice.pick(KINDS)
      hand.exchange('New-Mailbox', {
        Name: `${kind} ${i}`,
        DisplayName: `${kind} ${i} (ground floor)`,
        Alias: `${kind.toLowerCase()}${i}`,
        [kind]: true,
      })
      if (dice.comes(0.3))
        hand.exchange('Set-Mailbox', {
          Identity: `${kind.toLowerCase()}${i}@contoso.com`,
          ForwardingSmtpAddress: 'service@partner.example',
          DeliverToMailboxAndForward: dice.comes(0.7),
        })
    }
  },
  isSeen: (tenant) => tenant.find('users', 'mailNickname', 'shared0').length > 0,
})
