import { trait } from '../trait.ts'

export const journaling = trait({
  name: 'journaling',
  story: 'journal rules report mail to an archive outside',
  percent: 20,
  acts(hand, dice, { accounts: [admin] }) {
    hand.exchange('Set-TransportConfig', { JournalingReportNdrTo: 'undelivered@archive.example' })
    hand.exchange('New-JournalRule', {
      Name: 'Archive of everything',
      JournalEmailAddress: 'journal@archive.example',
      Scope: dice.pick(['Global', 'External']),
      Enabled: true,
    })
    if (dice.comes(0.4))
      hand.exchange('New-JournalRule', {
        Name: 'Legal hold of one mailbox',
        JournalEmailAddress: 'legal@archive.example',
        Recipient: admin?.userPrincipalName,
        Scope: 'Global',
        Enabled: dice.comes(0.7),
      })
  },
  isSeen: (tenant) => tenant.list('JournalRule').length > 0,
})
