import { expect, test } from 'vitest'
import { recoverableId } from '../../graph/mail/folders/folders.ts'
import { deliver } from '../../graph/mail/messages/deliver.ts'
import { makeMessage } from '../../graph/mail/messages/message-write.ts'
import { personId, START, type World, world } from '../testing/world.ts'

const GET = 'Get-MailboxStatistics'

function filled(): World {
  const made = world({ people: 2 })
  const { cloud, tenant } = made
  const from = 'bob@example.org'
  for (const body of ['x'.repeat(1024), 'y'.repeat(1024)])
    deliver(cloud, tenant, 'person0@contoso.com', { from, subject: 's', body })
  const userId = personId(0)
  const write = {
    at: START,
    actor: { type: 'system', id: 's', displayName: 'S' },
    call: 't',
    requestId: 'r',
  } as const
  const body = { contentType: 'text', content: 'gone' }
  makeMessage(
    { tenant, write, userId, uuid: () => cloud.ids.uuid() },
    recoverableId(userId),
    { subject: 'd', body },
    [],
  )
  return made
}

test('what a mailbox holds is counted, and what can be recovered apart from it', () => {
  const { send } = filled()
  expect(send(GET, { Identity: 'person0@contoso.com' }).json.value).toMatchObject([
    {
      DisplayName: 'Person 0',
      ItemCount: 2,
      'ItemCount@data.type': 'System.Int32',
      TotalItemSize: '2 KB (2,048 bytes)',
      DeletedItemCount: 1,
      TotalDeletedItemSize: '4 B (4 bytes)',
      LastLogonTime: null,
    },
  ])
  const [mailbox] = send('Get-Mailbox', { Identity: 'person1' }).json.value
  expect(send(GET, { Identity: 'person1' }).json.value).toMatchObject([
    { ItemCount: 0, TotalItemSize: '0 B (0 bytes)', MailboxGuid: mailbox?.ExchangeGuid },
  ])
})

test('the function of the entity set gives the same, sizes in bytes', () => {
  const { ask } = filled()
  const { status, json } = ask("GET Mailbox('person0')/Exchange.GetMailboxStatistics()")
  expect([status, json.value]).toEqual([
    200,
    [expect.objectContaining({ ItemCount: 2, TotalItemSize: 2048, TotalDeletedItemSize: 4 })],
  ])
})

test.each<[object, number]>([
  [{}, 400],
  [{ Identity: 'nobody' }, 404],
  [{ Identity: 'ann' }, 404],
  [{ Identity: 'person0', Archive: true }, 404],
  [{ Identity: 'person0', Database: 'x' }, 400],
])('%j is refused', (parameters, status) => {
  expect(filled().send(GET, parameters).status).toBe(status)
})
