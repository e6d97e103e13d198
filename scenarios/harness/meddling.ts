/** What administrators do by hand while the product is at work, each through Microsoft's own interfaces. */
import type { Administrator, Reply } from './administrator.ts'
import type { Act } from './script.ts'

type Deed = (person: Administrator, value: string) => Promise<Reply>

const DEEDS: Readonly<Record<Act, Deed>> = {
  'allow address': (person, value) =>
    person.exchange('Set-HostedConnectionFilterPolicy', {
      Identity: 'Default',
      IPAllowList: { '@odata.type': '#Exchange.GenericHashTable', Add: [value] },
    }),
  'add rule': (person, value) =>
    person.exchange('New-TransportRule', {
      Name: value,
      SubjectContainsWords: [value],
      PrependSubject: '[seen] ',
    }),
  'add user': (person, value) =>
    person.graph('POST', '/users', {
      accountEnabled: true,
      displayName: value,
      mailNickname: nickname(value),
      userPrincipalName: `${nickname(value)}@${person.username.split('@')[1]}`,
      passwordProfile: { password: 'mock-password-of-a-new-user' },
    }),
  'remove user': (person, value) =>
    person.graph('DELETE', `/users/${nickname(value)}@${person.username.split('@')[1]}`),
  'verify domain': async (person, value) => {
    const made = await person.graph('POST', '/domains', { id: value })
    return made.status < 400 ? person.graph('POST', `/domains/${value}/verify`) : made
  },
  disable: (person, value) => person.exchange('Disable-TransportRule', { Identity: value, Confirm: false }),
  'rename group': async (person, value) => {
    const filter = encodeURIComponent(`displayName eq '${value.replaceAll("'", "''")}'`)
    const found = await person.graph('GET', `/groups?$filter=${filter}&$select=id`)
    const [first] = Array.isArray(found.body.value) ? found.body.value : []
    return first
      ? person.graph('PATCH', `/groups/${first.id}`, { displayName: `${value} (renamed)` })
      : { ...found, status: 404 }
  },
}

export const meddle = (person: Administrator, act: Act, value: string): Promise<Reply> =>
  DEEDS[act](person, value)

const nickname = (value: string): string => value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')
