/**
 * Scripts that call Exchange without its module, rewritten after their published sources, over real sockets
 * and by Microsoft's host names: how they page, batch, retry and read refusals.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueToken } from '../entra/tokens/tokens.ts'
import { type MockInUse, useMock } from '../serve/use-mock.ts'
import { claimsOf, TENANT_ID, type World, world } from './testing/world.ts'

type Row = Readonly<Record<string, unknown>>

interface Page {
  readonly value: readonly Row[]
  readonly '@odata.nextLink'?: string
  readonly '@adminapi.warnings'?: readonly string[]
}

const RULES = 250
let w: World
let mock: MockInUse
let token: string
beforeAll(async () => {
  w = world({ rules: RULES })
  token = issueToken(w.cloud.services.entra, claimsOf())
  mock = await useMock({ cloud: w.cloud, tenants: [] })
})
afterAll(() => mock.undo())

/** CIPP: explicit port, always a question mark, a system mailbox as anchor, pages requested by POST. */
const cipp = {
  headers: () => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json; charset=utf-8',
    Prefer: 'odata.maxpagesize = 100',
    'parameter-based-routing': 'true',
    'X-AnchorMailbox': 'UPN:SystemMailbox{8cc370d3-822a-4ab8-a926-bb94bd0641a9}@contoso.com',
  }),

  async run(cmdlet: string, cmdParams: object = {}, select?: string): Promise<Row[]> {
    const CmdletInput = { CmdletName: cmdlet, Parameters: cmdParams }
    const rows: Row[] = []
    let url: string | undefined =
      `https://outlook.office365.com:443/adminapi/beta/${TENANT_ID}/InvokeCommand?${select ? `$select=${select}` : ''}`
    while (url) {
      const response: Response = await fetch(url, {
        method: 'POST',
        headers: this.headers(),
        body: JSON.stringify({ CmdletInput }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(messageIn(text) ?? `status ${response.status}`)
      const page: Page = JSON.parse(text)
      rows.push(...page.value)
      url = page['@odata.nextLink']
    }
    return rows
  },

  /** Ten requests in a batch, matched by their ids. */
  async bulk(commands: readonly { readonly cmdlet: string; readonly parameters: object }[]) {
    const told = new Map<string, { readonly status: number; readonly body?: Page }>()
    for (let from = 0; from < commands.length; from += 10) {
      const requests = commands.slice(from, from + 10).map(({ cmdlet, parameters }, i) => ({
        id: String(from + i),
        method: 'POST',
        url: `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`,
        headers: { ...this.headers(), 'X-CmdletName': cmdlet },
        body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
      }))
      const response = await fetch(`https://outlook.office365.com/adminapi/beta/${TENANT_ID}/$batch`, {
        method: 'POST',
        headers: { ...this.headers(), Prefer: 'odata.maxpagesize = 1000;odata.continue-on-error' },
        body: JSON.stringify({ requests }),
      })
      const { responses } = await response.json()
      for (const { id, ...rest } of responses) told.set(id, rest)
    }
    return told
  },

  async cmdlets(): Promise<string[]> {
    const url = `https://outlook.office365.com/adminapi/v1.0/${TENANT_ID}/EXOModuleFile?Version=3.5.1`
    const { value } = await (await fetch(url, { headers: { ...this.headers(), CommandName: '*' } })).json()
    const [{ exportedCmdlets }] = value
    return exportedCmdlets.split(',')
  },
}

function messageIn(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  const { error } = JSON.parse(text)
  return error.details?.[0]?.message ?? error.innererror?.internalexception?.message ?? error.message
}

/**
 * ExoHelper: a connection object, ids per request, hashtables decorated, annotations stripped, waits as
 * Retry-After says.
 */
const exoHelper = {
  waitedSeconds: [] as number[],

  async invoke(Name: string, Parameters: Row = {}, properties: readonly string[] = []): Promise<Row[]> {
    const decorated = Object.fromEntries(
      Object.entries(Parameters).map(([name, value]) => [
        name,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? { '@odata.type': '#Exchange.GenericHashTable', ...value }
          : value,
      ]),
    )
    const select = properties.length > 0 ? `?$select=${properties.join(',')}` : ''
    const rows: Row[] = []
    let uri: string | undefined =
      `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand${select}`
    while (uri) {
      const response: Response = await this.request(uri, Name, decorated)
      if (response.status === 204) break
      const page: Page = await response.json()
      rows.push(...page.value.map(bare))
      uri = page['@odata.nextLink']
    }
    return rows
  },

  async request(uri: string, CmdletName: string, Parameters: object): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(uri, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'X-CmdletName': CmdletName,
          'X-AnchorMailbox': 'UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.com',
          'X-ClientApplication': 'ExoHelper',
          'X-SerializationLevel': 'Partial',
          Prefer: 'odata.maxpagesize=100',
          'connection-id': 'a0000000-0000-4000-8000-000000000000',
          'client-request-id': `b0000000-0000-4000-8000-00000000000${attempt}`,
          WarningAction: 'Continue',
        },
        body: JSON.stringify({ CmdletInput: { CmdletName, Parameters } }),
      })
      if (response.ok) return response
      const text = await response.text()
      const mayRetry = [408, 429, 503, 504].includes(response.status) || text.includes('concurrent requests')
      if (!mayRetry || attempt === 3) {
        const [, type = response.headers.get('X-ExceptionType'), said = text] = (messageIn(text) ?? '').split(
          '|',
        )
        throw Object.assign(new Error(said), { type })
      }
      const seconds = Number(response.headers.get('Retry-After'))
      this.waitedSeconds.push(seconds)
      w.clock.advance(seconds * 1000)
    }
  },
}

const bare = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/@(?:data|odata)\.type$/.test(name)))

describe('a script like CIPP', () => {
  test('reads what the tenant has, page by page', async () => {
    const rules = await cipp.run('Get-TransportRule', { ResultSize: 'Unlimited' }, 'Name,Priority')
    expect(rules.map(({ Name }) => Name)).toEqual(Array.from({ length: RULES }, (_, i) => `Own rule ${i}`))
    expect(Object.keys(rules[0] ?? {})).toEqual(['Priority@data.type', 'Priority', 'Name'])
  })

  test('makes, changes and removes, and hears why not', async () => {
    const Name = 'From CIPP'
    const [made] = await cipp.run('New-InboundConnector', { Name, SenderDomains: '*', Confirm: false })
    expect(made?.SenderDomains).toEqual(['smtp:*;1'])
    expect(await cipp.run('Set-InboundConnector', { Identity: Name, Comment: 'x' })).toEqual([])
    await expect(cipp.run('New-InboundConnector', { Name, SenderDomains: '*' })).rejects.toThrow(
      /already exists/,
    )
    expect(await cipp.run('Remove-InboundConnector', { Identity: Name })).toEqual([])
    await expect(cipp.run('Get-InboundConnector', { Identity: Name })).rejects.toThrow(/couldn't be found on/)
    await expect(cipp.run('Get-QuarantineMessage')).rejects.toThrow('status 403')
  })

  test('asks in batches of ten', async () => {
    const commands = Array.from({ length: 23 }, (_, i) => ({
      cmdlet: 'Get-TransportRule',
      parameters: { Identity: i === 12 ? 'none' : `Own rule ${i}` },
    }))
    const told = await cipp.bulk(commands)
    expect(told.size).toBe(23)
    expect(told.get('22')?.body?.value[0]?.Name).toBe('Own rule 22')
    expect(
      [...told].filter(([, { status }]) => status !== 200).map(([id, { status }]) => [id, status]),
    ).toEqual([['12', 404]])
  })

  test('asks what it may run', async () => {
    expect(await cipp.cmdlets()).toEqual(
      expect.arrayContaining(['Get-TransportRule', 'New-InboundConnector']),
    )
  })
})

describe('a module like ExoHelper', () => {
  test('adds to a list by a hashtable, and reads it bare', async () => {
    const list = { Identity: 'Default', IPAllowList: { add: ['203.0.113.9'], remove: ['198.51.100.7'] } }
    expect(await exoHelper.invoke('Set-HostedConnectionFilterPolicy', list)).toEqual([])
    const [policy] = await exoHelper.invoke('Get-HostedConnectionFilterPolicy', {}, ['Name', 'IPAllowList'])
    expect(policy).toEqual({ Name: 'Default', IPAllowList: ['203.0.113.9'] })
  })

  test('pages, and takes a refusal apart', async () => {
    expect(await exoHelper.invoke('Get-TransportRule', {}, ['Name'])).toHaveLength(RULES)
    await expect(exoHelper.invoke('Remove-TransportRule', { Identity: 'none' })).rejects.toMatchObject({
      type: 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
      message: expect.stringContaining("object 'none' couldn't be found"),
    })
  })

  test('waits as long as it is told, and is served', async () => {
    const limited = world({ limits: { scale: 1, exchangeConcurrency: { requests: 1, heldMs: 4000 } } })
    const [usual, served] = [w, mock]
    try {
      w = limited
      mock = await useMock({ cloud: limited.cloud, tenants: [] })
      for (let i = 0; i < 3; i++) await exoHelper.invoke('Get-AcceptedDomain')
      expect(exoHelper.waitedSeconds).toEqual([4, 4])
    } finally {
      await mock.undo()
      w = usual
      mock = served
    }
  })
})
