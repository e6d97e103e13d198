/** Folders, lists and refusals of a mailbox, as an app that scans meets them. */
import { describe, expect, test } from 'vitest'
import { EVERY, HOME, MAIL, mailWorld, OTHER, SELF, UNLICENSED } from '../testing/mailbox.ts'
import { errorOf, listOf, messageOf } from '../testing/world.ts'
import { inFolder } from './folders/folders.ts'
import { mailOperations } from './operations.ts'
import { outlookId } from './outlook-ids.ts'

describe('every operation on a mailbox', () => {
  const { send, userToken } = mailWorld()
  const lineOf = (method: string, path: string, user: string, key: string) =>
    `${method} /${path.replace('{id}', user).replaceAll('{id}', key)}`
  const rows = mailOperations.map(({ method, path }) => [method, path] as const)
  const ofUsers = rows.filter(([, path]) => path.startsWith('users/'))

  test.each(ofUsers)('%s %s says whose fault it is', (method, path) => {
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} }
    const line = (user: string, key = 'inbox') => lineOf(method, path, user, key)
    const refused = send(line(SELF), ['User.Read.All', 'Directory.ReadWrite.All'], body)
    expect(errorOf(refused)).toBe('403 ErrorAccessDenied')
    expect(messageOf(refused)).toBe('Access is denied. Check credentials and try again.')
    expect(errorOf(send(line('nobody@contoso.com'), EVERY, body))).toBe('404 ErrorInvalidUser')
    expect(errorOf(send(line(UNLICENSED), EVERY, body))).toBe('404 MailboxNotEnabledForRESTAPI')
    const token = userToken('Mail.ReadWrite Mail.Send MailboxSettings.Read', [], { oid: OTHER })
    expect(errorOf(send(line(SELF), [], { ...body, token }))).toBe('403 ErrorAccessDenied')
    if (!path.slice('users/{id}'.length).includes('{id}')) return
    const malformed = send(line(SELF, 'no id'), EVERY, body)
    expect(errorOf(malformed)).toBe('400 ErrorInvalidIdMalformed')
    expect(messageOf(malformed)).toBe('Id is malformed.')
  })

  test.each(rows.filter(([, path]) => path.startsWith('me/')))('%s %s is for people', (method, path) => {
    const heard = send(
      `${method} /${path.replaceAll('{id}', 'inbox')}`,
      EVERY,
      method === 'POST' ? { body: {} } : {},
    )
    expect(errorOf(heard)).toBe('400 BadRequest')
  })

  test('works for the signed-in user as for an app', () => {
    const { send: ask, userToken: tokenOf, receive } = mailWorld()
    receive('One')
    const token = tokenOf('Mail.Read', [], { oid: SELF })
    expect(
      listOf(ask('GET /me/mailFolders/inbox/messages', [], { token })).map((one) => one.subject),
    ).toEqual(['One'])
    expect(listOf(ask(`GET ${HOME}/messages`, [], { token }))).toHaveLength(1)
  })
})

test('ids of another mailbox, of nothing, and of the wrong kind are told apart', () => {
  const { ask } = mailWorld()
  const key = '00000000-0000-4000-8000-00000000dead'
  expect(errorOf(ask(`GET /messages/${outlookId('item', OTHER, key)}`))).toBe('404 ErrorInvalidMailboxItemId')
  expect(errorOf(ask(`GET /messages/${outlookId('item', SELF, key)}`))).toBe('404 ErrorItemNotFound')
  expect(errorOf(ask(`GET /messages/${outlookId('folder', SELF, key)}`))).toBe('400 ErrorInvalidIdMalformed')
  expect(errorOf(ask(`GET /mailFolders/${outlookId('folder', SELF, key)}`))).toBe('404 ErrorItemNotFound')
  expect(errorOf(ask(`GET /mailFolders/${outlookId('folder', OTHER, key)}`))).toBe(
    '404 ErrorInvalidMailboxItemId',
  )
  expect(errorOf(ask('GET /mailFolders/clutter'))).toBe('404 ErrorItemNotFound')
})

describe('folders', () => {
  test('are there in every mailbox, by name, and cost the log nothing', () => {
    const { ask, tenant } = mailWorld()
    const heard = ask('GET /mailFolders')
    expect(heard.json['@odata.context']).toBe(
      `https://graph.microsoft.com/v1.0/$metadata#users('${SELF}')/mailFolders`,
    )
    expect(listOf(heard).map((one) => one.displayName)).toEqual([
      'Archive',
      'Conversation History',
      'Deleted Items',
      'Drafts',
      'Inbox',
      'Junk Email',
      'Outbox',
      'Sent Items',
    ])
    expect(heard.headers).not.toHaveProperty('x-ms-resource-unit')
    expect(tenant.position).toBe(0)
    const inbox = ask("GET /MailFolders('INBOX')?$select=displayName")
    expect(Object.keys(inbox.json)).toEqual(['@odata.context', 'id', 'displayName'])
    const { '@odata.context': _, ...shown } = ask('GET /mailFolders/inbox').json
    expect(Object.keys(shown)).toEqual([
      'id',
      'displayName',
      'parentFolderId',
      'childFolderCount',
      'unreadItemCount',
      'totalItemCount',
      'sizeInBytes',
      'isHidden',
    ])
    expect(shown.parentFolderId).toBe(ask('GET /mailFolders/msgfolderroot').json.id)
  })

  test('are made hidden or not, once per name and parent, and counted', () => {
    const { ask, idOf, receive } = mailWorld()
    const made = ask('POST /mailFolders', { displayName: 'Quarantine', isHidden: true })
    expect([made.status, made.json.isHidden]).toEqual([201, true])
    const again = ask('POST /mailFolders', { displayName: 'quarantine' })
    expect(errorOf(again)).toBe('409 ErrorFolderExists')
    const names = (query: string) => listOf(ask(`GET /mailFolders${query}`)).map((one) => one.displayName)
    expect(names('?$top=50')).not.toContain('Quarantine')
    expect(names('?includeHiddenFolders=true&$top=50')).toContain('Quarantine')
    expect(names("?includeHiddenFolders=true&$filter=displayName eq 'Quarantine'")).toEqual(['Quarantine'])
    expect(ask(`POST /mailFolders/${idOf(made)}/childFolders`, { displayName: 'Old' }).status).toBe(201)
    ask(`POST /messages/${receive('Bad').id}/move`, { destinationId: idOf(made) })
    expect(ask(`GET /mailFolders/${idOf(made)}`).json).toMatchObject({
      childFolderCount: 1,
      totalItemCount: 1,
      unreadItemCount: 1,
      sizeInBytes: 5,
    })
    expect(ask('GET /mailFolders/inbox').json.totalItemCount).toBe(0)
  })

  test('take another name, move with all they hold, go to Deleted Items and from there for good', () => {
    const { ask, idOf, receive, tenant } = mailWorld()
    const id = idOf(ask('POST /mailFolders', { displayName: 'A' }))
    const child = idOf(ask(`POST /mailFolders/${id}/childFolders`, { displayName: 'B' }))
    expect(ask(`PATCH /mailFolders/${id}`, { displayName: 'Z' }).json.displayName).toBe('Z')
    expect(ask(`PATCH /mailFolders/${id}`, { displayName: 'z' }).json.displayName).toBe('z')
    expect(errorOf(ask(`PATCH /mailFolders/${id}`, { displayName: 'Inbox' }))).toBe('409 ErrorFolderExists')
    expect(errorOf(ask(`PATCH /mailFolders/${id}`, { isHidden: true }))).toBe('400 ErrorInvalidPropertySet')
    expect(errorOf(ask('PATCH /mailFolders/inbox', { displayName: 'In' }))).toBe(
      '400 ErrorInvalidPropertySet',
    )
    expect(errorOf(ask(`POST /mailFolders/${id}/move`, { destinationId: child }))).toBe(
      '400 ErrorMoveCopyFailed',
    )
    expect(ask(`POST /mailFolders/${id}/move`, { destinationId: 'archive' }).json.id).toBe(id)
    const message = ask(`POST /messages/${receive('In it').id}/move`, { destinationId: child })
    expect(errorOf(ask('DELETE /mailFolders/inbox'))).toBe('400 ErrorDeleteDistinguishedFolder')
    expect(ask(`DELETE /mailFolders/${id}`).status).toBe(204)
    expect(ask(`GET /mailFolders/${id}`).json.parentFolderId).toBe(
      ask('GET /mailFolders/deleteditems').json.id,
    )
    expect(ask(`DELETE /mailFolders/${id}`).status).toBe(204)
    for (const path of [`mailFolders/${id}`, `mailFolders/${child}`, `messages/${idOf(message)}`])
      expect(errorOf(ask(`GET /${path}`))).toBe('404 ErrorItemNotFound')
    expect(tenant.list('mailFolders')).toEqual([])
  })
})

describe('lists of messages', () => {
  const { ask, receive, send } = mailWorld()
  const received = ['A', 'B', 'C', 'D'].map((subject, i) =>
    receive(subject, { body: { contentType: 'html', content: `<p>Body ${i}</p>` } }),
  )
  const subjects = (query: string) => listOf(ask(`GET /messages?${query}`)).map((one) => one.subject)

  test('show the documented keys in their order, newest first, each with its etag', () => {
    const heard = ask('GET /messages')
    expect(heard.json['@odata.context']).toBe(
      `https://graph.microsoft.com/v1.0/$metadata#users('${SELF}')/messages`,
    )
    expect(listOf(heard).map((one) => one.subject)).toEqual(['D', 'C', 'B', 'A'])
    const [row = {}] = listOf(heard)
    expect(Object.keys(row).join(' ')).toBe(
      '@odata.etag id createdDateTime lastModifiedDateTime changeKey categories receivedDateTime sentDateTime hasAttachments internetMessageId subject bodyPreview importance parentFolderId conversationId conversationIndex isDeliveryReceiptRequested isReadReceiptRequested isRead isDraft webLink inferenceClassification body sender from toRecipients ccRecipients bccRecipients replyTo flag',
    )
    expect(row['@odata.etag']).toBe(`W/"${row.changeKey}"`)
    expect(row.bodyPreview).toBe('Body 3')
    const bare = ask('GET /messages?$select=subject', undefined, {
      accept: 'application/json;odata.metadata=none',
    })
    expect(Object.keys(listOf(bare)[0] ?? {})).toEqual(['id', 'subject'])
  })

  test('page by $skip, ten at a time unless told otherwise', () => {
    const seen: unknown[] = []
    let next: unknown = `${HOME}/messages?$top=3&$select=subject`
    for (let pages = 0; typeof next === 'string' && pages < 5; pages++) {
      const heard = send(`GET ${next}`, MAIL)
      seen.push(...listOf(heard).map((one) => one.subject))
      next = heard.json['@odata.nextLink']
      if (pages === 0) expect(next).toContain('$top=3&$select=subject&$skip=3')
    }
    expect(seen).toEqual(['D', 'C', 'B', 'A'])
    expect(errorOf(ask('GET /messages?$top=1001'))).toBe('400 RequestBroker--ParseUri')
    expect(ask('GET /messages?$count=true&$top=1').json['@odata.count']).toBe(4)
    expect(ask('GET /messages/$count').text).toBe('4')
    const many = mailWorld()
    for (let i = 0; i < 11; i++) many.receive(String(i))
    expect(listOf(many.ask('GET /mailFolders/inbox/messages'))).toHaveLength(10)
  })

  test('are filtered and sorted as far as the store has an order for it', () => {
    const at = received[2]?.receivedDateTime
    expect(subjects(`$filter=receivedDateTime ge ${at}`)).toEqual(['D', 'C'])
    expect(subjects("$filter=from/emailAddress/address eq 'MALLORY@example.com' and subject eq 'b'")).toEqual(
      ['B'],
    )
    expect(subjects("$filter=contains(subject,'a') or isRead eq true")).toEqual(['A'])
    expect(subjects('$orderby=subject')).toEqual(['A', 'B', 'C', 'D'])
    expect(
      subjects(`$filter=receivedDateTime ge ${at} and isRead eq false&$orderby=receivedDateTime`),
    ).toEqual(['C', 'D'])
    const refused = ask('GET /messages?$filter=isRead eq false&$orderby=receivedDateTime desc')
    expect(errorOf(refused)).toBe('400 InefficientFilter')
    expect(messageOf(refused)).toBe('The restriction or sort order is too complex for this operation.')
    for (const query of [
      '$filter=nothing eq 1',
      '$filter=isRead eq 1',
      '$select=__proto__',
      '$orderby=x',
      '$expand=y',
    ])
      expect(errorOf(ask(`GET /messages?${query}`))).toBe('400 RequestBroker--ParseUri')
    expect(errorOf(ask('GET /messages?$search="x"'))).toBe('501 NotImplemented')
  })

  test('keep bodies from callers who may read envelopes only', () => {
    const basic = ['Mail.ReadBasic.All']
    const [row = {}] = listOf(send(`GET ${HOME}/messages`, basic))
    expect(row.subject).toBe('D')
    for (const name of ['body', 'bodyPreview', 'uniqueBody']) expect(row).not.toHaveProperty(name)
    expect(errorOf(send(`GET ${HOME}/messages?$select=body`, basic))).toBe('403 ErrorAccessDenied')
    expect(errorOf(send(`GET ${HOME}/messages/${row.id}/$value`, basic))).toBe('403 ErrorAccessDenied')
    expect(send(`GET ${HOME}/messages/${row.id}`, basic).json).not.toHaveProperty('body')
  })

  test('give bodies as text where preferred, and say so', () => {
    const heard = ask(`GET /messages/${received[0]?.id}`, undefined, {
      prefer: 'outlook.body-content-type="text"',
    })
    expect(heard.json.body).toEqual({ contentType: 'text', content: 'Body 0' })
    expect(heard.headers['Preference-Applied']).toBe('outlook.body-content-type="text"')
  })
})

test('folders whose ids differ in case alone keep their messages apart', () => {
  const { tenant, receive } = mailWorld()
  const { key, ...message } = receive('One')
  const write = {
    at: 0,
    actor: { type: 'system', id: '', displayName: '' },
    call: '',
    requestId: '',
  } as const
  tenant.commit(write, 'messages', 'other', { ...message, key, parentFolderId: 'AQMkA=' })
  expect(inFolder(tenant, 'AQMkA=')).toHaveLength(1)
  expect(inFolder(tenant, 'AQMka=')).toHaveLength(0)
})
