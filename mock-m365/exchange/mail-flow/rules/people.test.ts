import { describe, expect, test } from 'vitest'
import { fatesOf, type MailWorld, type MessageShort, mailWorld, ruleNames } from '../../testing/mail.ts'

/** Ann's manager is eve, ben's manager is ann; the directory and Exchange have more attributes of them. */
function people(): MailWorld {
  const world = mailWorld()
  const { put, tenant } = world
  const attributes: Readonly<Record<string, object>> = {
    ann: { displayName: 'Ann', department: 'Sales', city: 'Palo Alto', businessPhones: ['1', '22'] },
    ben: {
      displayName: 'Ben',
      department: 'Sales',
      onPremisesExtensionAttributes: { extensionAttribute3: 'Blue' },
    },
    eve: { displayName: 'Eve', department: 'Law', jobTitle: 'Head of everything' },
  }
  for (const [id, more] of Object.entries(attributes))
    put('users', id, { ...tenant.get('users', id), ...more })
  put('Recipient', 'ann', { id: 'ann', CustomAttribute7: 'Protected' })
  put('users/manager', 'ann', { id: 'ann', managerId: 'eve' })
  put('users/manager', 'ben', { id: 'ben', managerId: 'ann' })
  return world
}

const from = (name: string, ...to: string[]): MessageShort => ({
  submitted: true,
  from: `${name}@contoso.com`,
  to: to.map((one) => (one.includes('@') ? one : `${one}@contoso.com`)),
})

const CONDITIONS: readonly (readonly [
  says: string,
  condition: object,
  holds: MessageShort,
  fails: MessageShort,
])[] = [
  [
    'a word of the sender',
    { SenderADAttributeContainsWords: ['Department:Law,Sales'] },
    from('ann', 'ben'),
    {},
  ],
  [
    'a word of another attribute',
    { SenderADAttributeContainsWords: ['Title:Sales', 'City:San Francisco,Palo Alto'] },
    from('ann', 'eve'),
    from('ben', 'eve'),
  ],
  [
    'a whole word',
    { SenderADAttributeContainsWords: ['Title:everything'] },
    from('eve', 'ann'),
    from('ann', 'ben'),
  ],
  [
    'a pattern of the sender',
    { SenderADAttributeMatchesPatterns: ['Department:^L.w$'] },
    from('eve', 'ann'),
    from('ann', 'ben'),
  ],
  [
    'a word of the recipient',
    { RecipientADAttributeContainsWords: ['department:law'] },
    { to: ['eve@contoso.com'] },
    {},
  ],
  [
    "Exchange's own attribute",
    { RecipientADAttributeContainsWords: ['CustomAttribute7:protected'] },
    {},
    { to: ['ben@contoso.com'] },
  ],
  [
    'an attribute from another directory',
    { RecipientADAttributeMatchesPatterns: ['CustomAttribute3:^b'] },
    { to: ['ben@contoso.com'] },
    {},
  ],
  [
    'a further number',
    { RecipientADAttributeContainsWords: ['OtherPhoneNumber:22'] },
    {},
    { to: ['ben@contoso.com'] },
  ],
  [
    'the manager as an attribute',
    { SenderADAttributeContainsWords: ['Manager:Eve'] },
    from('ann', 'ben'),
    from('ben', 'ann'),
  ],
  [
    'the same attribute',
    { ADComparisonAttribute: 'Department' },
    from('ann', 'ben'),
    from('ann', 'ben', 'eve'),
  ],
  [
    'another attribute',
    { ADComparisonAttribute: 'Department', ADComparisonOperator: 'NotEqual' },
    from('ann', 'eve'),
    from('ann', 'ben'),
  ],
  [
    'an attribute of nobody',
    { ADComparisonAttribute: 'Department' },
    from('ann', 'ben'),
    from('ann', 'x@example.net'),
  ],
  [
    "the sender's manager",
    { ManagerForEvaluatedUser: 'Sender', ManagerAddresses: ['eve@contoso.com'] },
    from('ann', 'ben'),
    from('ben', 'ann'),
  ],
  [
    "a recipient's manager",
    { ManagerForEvaluatedUser: 'Recipient', ManagerAddresses: ['eve@contoso.com'] },
    {},
    { to: ['ben@contoso.com'] },
  ],
  [
    'the manager of a recipient',
    { SenderManagementRelationship: 'Manager' },
    from('eve', 'ann'),
    from('ann', 'eve'),
  ],
  [
    'a report of a recipient',
    { SenderManagementRelationship: 'DirectReport' },
    from('ben', 'ann'),
    from('ann', 'ben'),
  ],
]

describe('conditions on people', () => {
  test.each(CONDITIONS)('%s', (_, condition, holds, fails) => {
    const { run, mail } = people()
    run('New-TransportRule', { Name: 'Rule', SetAuditSeverity: 'Low', ...condition })
    expect([ruleNames(mail(holds)), ruleNames(mail(fails))]).toEqual([['Rule'], []])
  })

  test('half of a question that was stored without the other is not judged', () => {
    const { run, put, tenant, mail } = people()
    run('New-TransportRule', { Name: 'Half', DeleteMessage: true, SubjectContainsWords: ['Hello'] })
    const [rule = {}] = tenant.list('TransportRule')
    put('TransportRule', String(rule.Guid), { ...rule, ManagerAddresses: ['eve@contoso.com'] })
    const trace = mail()
    expect(fatesOf(trace)).toEqual(['ann@contoso.com inbox'])
    expect(trace.steps).toContainEqual(
      expect.objectContaining({
        outcome: 'not judged',
        because: [{ predicate: 'ManagerAddresses', found: '' }],
      }),
    )
  })
})

describe('the manager of a sender', () => {
  test.each([
    ['is added', { AddManagerAsRecipientType: 'Cc' }, ['ben@contoso.com inbox', 'eve@contoso.com inbox']],
    [
      'takes the place',
      { AddManagerAsRecipientType: 'Redirect' },
      ['ben@contoso.com redirected', 'eve@contoso.com inbox'],
    ],
    ['moderates', { ModerateMessageByManager: true }, ['ben@contoso.com moderated']],
  ])('%s', (_, actions, ends) => {
    const { run, mail } = people()
    run('New-TransportRule', { Name: 'Rule', ...actions })
    expect(fatesOf(mail(from('ann', 'ben'))).toSorted()).toEqual(ends)
    expect(fatesOf(mail({ to: ['ben@contoso.com'] }))).toEqual(['ben@contoso.com inbox'])
  })
})
