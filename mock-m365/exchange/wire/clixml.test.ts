/**
 * Answers are read by a reader that is written only from MS-PSRP 2.2.5, since PowerShell and other readers of
 * CLIXML are not available in tests.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { world } from '../testing/world.ts'
import { serialized } from './clixml.ts'

interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly inside: readonly (Element | string)[]
}

const TOKEN = /<(\/?)(\w+)((?: [\w:]+="[^"<]*")*) ?(\/?)>|([^<]+)/gy
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
const plain = (text: string) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)

function parsed(xml: string): Element {
  const root: Element & { inside: (Element | string)[] } = { tag: '', attributes: {}, inside: [] }
  const open = [root]
  let read = 0
  for (const [all, closes, tag = '', attributes = '', empty, text] of xml.matchAll(TOKEN)) {
    read += all.length
    if (text !== undefined) open.at(-1)?.inside.push(text)
    else if (closes) expect(open.pop()?.tag).toBe(tag)
    else {
      const found = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        plain(value),
      ])
      const element = { tag, attributes: Object.fromEntries(found), inside: [] }
      open.at(-1)?.inside.push(element)
      if (!empty) open.push(element)
    }
  }
  expect([read, open.length]).toEqual([xml.length, 1])
  return elements(root)[0] ?? root
}

const elements = ({ inside }: Element): Element[] => inside.filter((one) => typeof one !== 'string')
const textOf = ({ inside }: Element): string =>
  plain(inside.filter((one) => typeof one === 'string').join(''))
const decoded = (text: string) =>
  text.replace(/_x([0-9A-F]{4})_/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

const READ: Readonly<Record<string, (element: Element) => unknown>> = {
  S: (element) => decoded(textOf(element)),
  B: (element) => textOf(element) === 'true',
  I32: (element) => Number(textOf(element)),
  I64: (element) => Number(textOf(element)),
  Db: (element) => Number(textOf(element)),
  Nil: () => null,
  G: (element) => textOf(element),
  DT: (element) => textOf(element),
  Version: (element) => textOf(element),
  Obj: (element) => {
    const inside = elements(element).find(({ tag }) => ['MS', 'LST', 'DCT'].includes(tag))
    if (inside?.tag === 'LST') return elements(inside).map(value)
    if (inside?.tag === 'MS') return members(elements(inside))
    return Object.fromEntries(
      elements(inside ?? element).map((en) => {
        const { Key, Value } = members(elements(en))
        return [String(Key), Value]
      }),
    )
  },
}
const value = (element: Element): unknown => READ[element.tag]?.(element)
const members = (all: readonly Element[]): Record<string, unknown> =>
  Object.fromEntries(all.map((one) => [decoded(one.attributes.N ?? ''), value(one)]))

/** Every identity is unique, and a reference to a list of types comes after the list. */
function checkReferences(element: Element): void {
  const [objects, types] = [new Set<string>(), new Set<string>()]
  const visit = (one: Element): void => {
    const { RefId = '' } = one.attributes
    const seen = one.tag === 'Obj' ? objects : types
    if (one.tag === 'TNRef') expect(types).toContain(RefId)
    else if (one.tag === 'Obj' || one.tag === 'TN') {
      expect(seen).not.toContain(RefId)
      seen.add(RefId)
    }
    for (const inner of elements(one)) visit(inner)
  }
  visit(element)
}

const read = (xml: string) => {
  const root = parsed(xml)
  expect(root).toMatchObject({
    tag: 'Objs',
    attributes: { Version: '1.1.0.1', xmlns: 'http://schemas.microsoft.com/powershell/2004/04' },
  })
  checkReferences(root)
  const [only, ...others] = elements(root)
  expect(others).toEqual([])
  return only && value(only)
}

/** The line of a property. */
const lineOf = (name: string, given: unknown) =>
  serialized({ [name]: given }, { level: 'full' })
    .split('\r\n')
    .at(-4)
    ?.trim()

/** Elements of primitive types as 2.2.5.1 has them, and the encoding of 2.2.5.3.2. */
test.each([
  ['Text', 'a & b <c>', '<S N="Text">a &amp; b &lt;c&gt;</S>'],
  ['Text', 'two\r\nlines', '<S N="Text">two_x000D__x000A_lines</S>'],
  ['Text', 'a_x000A_b', '<S N="Text">a_x005F_x000A_b</S>'],
  ['Text', '_X', '<S N="Text">_x005F_X</S>'],
  ['Text', '😀', '<S N="Text">_xD83D__xDE00_</S>'],
  ['Text', '\u0085', '<S N="Text">_x0085_</S>'],
  ['Text', 'é"', '<S N="Text">é"</S>'],
  ['Enabled', true, '<B N="Enabled">true</B>'],
  ['Priority', -3, '<I32 N="Priority">-3</I32>'],
  ['Size', 2 ** 40, '<I64 N="Size">1099511627776</I64>'],
  ['Share', 0.5, '<Db N="Share">0.5</Db>'],
  ['Comments', null, '<Nil N="Comments" />'],
  ['Guid', '792e5b37-4505-47ef-b7d2-8711bb7affa8', '<G N="Guid">792e5b37-4505-47ef-b7d2-8711bb7affa8</G>'],
  ['Guid', 'none', '<S N="Guid">none</S>'],
  ['WhenChanged', '2026-07-23T21:51:45.0000000+00:00', '<DT N="WhenChanged">2026-07-23T21:51:45+00:00</DT>'],
  ['WhenChangedUTC', '2026-07-23T21:51:45.2730000Z', '<DT N="WhenChangedUTC">2026-07-23T21:51:45.273Z</DT>'],
  ['Comments', '2026-07-23T21:51:45.0000000Z', '<S N="Comments">2026-07-23T21:51:45.0000000Z</S>'],
  ['RuleVersion', '14.0.0.0', '<Version N="RuleVersion">14.0.0.0</Version>'],
  ['a "name" <&>', 1, '<I32 N="a &quot;name&quot; &lt;&amp;&gt;">1</I32>'],
])('%s %j', (name, given, line) => {
  expect(lineOf(name, given)).toBe(line)
})

test('a whole object stands as PowerShell writes it', () => {
  const entity = { Name: 'a', Lists: ['b'], Empty: [], Table: { k: 1 } }
  const lines = (level: 'full' | 'partial') => serialized(entity, { level }).split('\r\n')
  expect(lines('full')).toEqual([
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">',
    '  <Obj RefId="0">',
    '    <TN RefId="0">',
    '      <T>System.Management.Automation.PSCustomObject</T>',
    '      <T>System.Object</T>',
    '    </TN>',
    '    <MS>',
    '      <S N="Name">a</S>',
    '      <Obj N="Lists" RefId="1">',
    '        <TN RefId="1">',
    '          <T>System.Collections.ArrayList</T>',
    '          <T>System.Object</T>',
    '        </TN>',
    '        <LST>',
    '          <S>b</S>',
    '        </LST>',
    '      </Obj>',
    '      <Obj N="Empty" RefId="2">',
    '        <TNRef RefId="1" />',
    '        <LST />',
    '      </Obj>',
    '      <Obj N="Table" RefId="3">',
    '        <TN RefId="2">',
    '          <T>System.Collections.Hashtable</T>',
    '          <T>System.Object</T>',
    '        </TN>',
    '        <DCT>',
    '          <En>',
    '            <S N="Key">k</S>',
    '            <I32 N="Value">1</I32>',
    '          </En>',
    '        </DCT>',
    '      </Obj>',
    '    </MS>',
    '  </Obj>',
    '</Objs>',
  ])
  expect(lines('partial')).toContain('      <S N="Table">System.Collections.Hashtable</S>')
})

test('whatever an object holds is read back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('_', 'x', '0', 'A', '\n') }),
  )
  const scalar = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null))
  const { inner } = fc.letrec((tie) => ({
    inner: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('inner'), { maxLength: 3 }),
      fc.dictionary(text, tie('inner'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  const named = fc.dictionary(
    text.map((name) => `p${name}`),
    inner,
    { maxKeys: 5, noNullPrototype: true },
  )
  fc.assert(
    fc.property(named, (entity) => {
      expect(read(serialized(entity, { level: 'full' }))).toEqual(entity)
    }),
    { numRuns: 300 },
  )
  let deep: unknown = 'end'
  for (let i = 0; i < 1000; i++) deep = { deep }
  expect(serialized({ deep }, { level: 'full' })).toContain('System.Collections.Hashtable</S>')
})

describe('an answer', () => {
  const headers = { 'x-responseformat': 'clixml', 'x-serializationlevel': 'Partial' }
  const rowsOf = (reply: { readonly json: { readonly value: readonly Record<string, unknown>[] } }) =>
    reply.json.value.map(({ _clixml, ...rest }) => {
      expect(rest).toEqual({})
      return read(String(_clixml))
    })

  test('holds the same objects as the one in JSON, each as one text', () => {
    const { send } = world({ rules: 2 })
    const bare = send('Get-TransportRule').json.value.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@'))),
    )
    const [first, ...others] = rowsOf(send('Get-TransportRule', {}, { headers }))
    expect(others).toHaveLength(1)
    expect(first).toEqual({ ...bare[0], WhenChanged: '2026-03-01T10:00:00+00:00' })
    const [chosen] = rowsOf(send('Get-TransportRule', {}, { headers, query: '$select=name,Priority' }))
    expect(chosen).toEqual({ Priority: 0, Name: 'Own rule 0' })
  })

  test('is paged, warns, asks and refuses as in JSON', () => {
    const { send } = world({ rules: 3 })
    const paged = { headers: { ...headers, prefer: 'odata.maxpagesize=2', 'x-anchormailbox': 'TID:x' } }
    const first = send('Get-TransportRule', {}, paged)
    const query = new URL(first.json['@odata.nextLink'] ?? '').search.slice(1)
    expect(rowsOf(send('Get-TransportRule', {}, { ...paged, query }))).toHaveLength(1)
    expect(send('Get-TransportRule', { ResultSize: 1 }, { headers }).json['@adminapi.warnings']).toHaveLength(
      1,
    )
    const asked = send('Remove-TransportRule', { Identity: 'Own rule 0', Confirm: true }, { headers })
    expect(asked.json['@adminapi.confirmationmessage']).toBeTruthy()
    expect(send('Remove-TransportRule', { Identity: 'x' }, { headers }).json.error.code).toBe('NotFound')
  })
})
