/** Open extensions and mentions of messages. */
import { describe, expect, test } from 'vitest'
import { HOME, MAIL, mailWorld } from '../../testing/mailbox.ts'
import { errorOf, listOf } from '../../testing/world.ts'

const extension = {
  '@odata.type': 'microsoft.graph.openTypeExtension',
  extensionName: 'Com.Contoso.Referral',
  dealValue: 5,
}
const ID = 'microsoft.graph.openTypeExtension.Com.Contoso.Referral'

describe('an open extension', () => {
  test('is made with its message or later, found by its name, changed and removed', () => {
    const { ask, idOf, receive } = mailWorld()
    const made = ask('POST /messages', { subject: 'x', extensions: [extension] })
    expect(made.json.extensions).toEqual([
      { ...extension, '@odata.type': '#microsoft.graph.openTypeExtension', id: ID },
    ])
    const one = `/messages/${receive('y').id}`
    expect(ask(`POST ${one}/extensions`, { ...extension, extensionName: 'Other' }).status).toBe(201)
    const names = (filter: string) => listOf(ask(`GET /messages?$filter=${filter}`)).map(({ id }) => id)
    expect(names("Extensions/any(f:f/id eq 'com.contoso.referral')")).toEqual([idOf(made)])
    expect(names(`extensions/any(f:f/id eq '${ID}')`)).toEqual([idOf(made)])
    const mine = `/messages/${idOf(made)}`
    expect(ask(`GET ${mine}?$expand=extensions($filter=id eq '${ID}')`).json.extensions).toHaveLength(1)
    expect(ask(`GET ${mine}?$expand=extensions($filter=id eq 'Other')`).json.extensions).toEqual([])
    expect(ask(`GET ${mine}`).json).not.toHaveProperty('extensions')
    const at = `${mine}/extensions/${ID}`
    expect(ask(`PATCH ${at}`, { rating: 'high' }).json).toMatchObject({ id: ID, rating: 'high' })
    expect(ask(`GET ${at}`).json).not.toHaveProperty('dealValue')
    expect(ask(`DELETE ${at}`).status).toBe(204)
    expect(errorOf(ask(`GET ${at}`))).toBe('404 ErrorItemNotFound')
  })

  test.each([
    ['no name', { ...extension, extensionName: undefined }, '400 ErrorInvalidRequest'],
    ['a name that is none', { ...extension, extensionName: "a'b" }, '400 RequestBodyRead'],
    ['another type', { ...extension, '@odata.type': '#microsoft.graph.user' }, '400 RequestBodyRead'],
    ['a list', [], '400 BadRequest'],
  ])('%s is refused', (_, body, error) => {
    const { ask, receive } = mailWorld()
    expect(errorOf(ask(`POST /messages/${receive('x').id}/extensions`, body))).toBe(error)
  })

  test('a second one of a name is refused, and whoever sees envelopes alone sees none', () => {
    const { ask, receive, send } = mailWorld()
    const path = `/messages/${receive('x').id}/extensions`
    ask(`POST ${path}`, extension)
    expect(errorOf(ask(`POST ${path}`, extension))).toBe('400 RequestBodyRead')
    const expanded = `GET ${HOME}/messages?$expand=extensions($filter=id eq 'x')`
    expect(errorOf(send(expanded, ['Mail.ReadBasic']))).toBe('403 ErrorAccessDenied')
  })
})

describe('mentions', () => {
  const { send } = mailWorld()
  const post = (version: string, mentions: unknown) =>
    send(`POST /${version}${HOME}/messages`, MAIL, { body: { subject: 'x', mentions } })

  test('are known to beta alone, which says whether the owner of the mailbox is among them', () => {
    const self = [{ mentioned: { address: 'User1@contoso.com' } }]
    expect(errorOf(post('v1.0', self))).toBe('400 RequestBodyRead')
    expect(post('beta', self).json).toMatchObject({
      mentionsPreview: { isMentioned: true },
      mentions: [{ mentioned: { address: 'User1@contoso.com' }, deepLink: null }],
    })
    post('beta', [{ mentioned: { address: 'other@contoso.com' } }])
    const query = '$filter=mentionsPreview/IsMentioned eq true'
    expect(listOf(send(`GET /beta${HOME}/messages?${query}`, MAIL))).toHaveLength(1)
  })

  test.each([[{}], [[{}]], [[{ mentioned: 'x' }]], [[{ mentioned: { name: 'x' } }]]])(
    '%j is refused',
    (mentions) => {
      expect(errorOf(post('beta', mentions))).toBe('400 RequestBodyRead')
    },
  )
})
