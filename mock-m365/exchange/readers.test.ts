/**
 * One refusal as every known client reads it: where each client looks, in which order, and what it shows. The
 * readers are rewritten from the clients' published sources.
 */
import { describe, expect, test } from 'vitest'
import { type Reply, world } from './testing/world.ts'

interface ErrorBody {
  readonly error?: {
    readonly message?: string
    readonly details?: readonly {
      readonly code?: string
      readonly target?: string
      readonly message?: string
    }[]
    readonly innererror?: {
      readonly internalexception?: { readonly message?: string; readonly type?: string }
    }
  }
}

/** What a client tells its user: the text, and the exception's class where it finds one. */
interface Heard {
  readonly text: string
  readonly type?: string | undefined
}

const bodyOf = ({ text }: Reply): ErrorBody | undefined =>
  text.startsWith('{') ? JSON.parse(text) : undefined
const header = ({ headers }: Reply, wanted: string): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1]

const READERS: Readonly<Record<string, (reply: Reply) => Heard>> = {
  /** The generated module: the first detail, else the inner exception, else the message; the reason is a header. */
  module(reply) {
    const { error } = bodyOf(reply) ?? {}
    const detail = error?.details?.[0]?.message
    const text = detail || error?.innererror?.internalexception?.message || error?.message || reply.text
    return { text, type: header(reply, 'x-ExceptionType') }
  },
  /** CIPP: the same order, and of a detail with bars only the part after the last one. */
  CIPP(reply) {
    const { error } = bodyOf(reply) ?? {}
    const said =
      error?.details?.[0]?.message ?? error?.innererror?.internalexception?.message ?? error?.message
    return { text: said?.split('|').at(-1)?.trim() ?? reply.text }
  },
  /** ExoHelper: a detail in three parts gives type and text; else message and the header. */
  ExoHelper(reply) {
    const { error } = bodyOf(reply) ?? {}
    const parts = error?.details?.[0]?.message?.split('|') ?? []
    if (parts.length === 3) return { text: parts[2] ?? '', type: parts[1]?.split('.').at(-1) }
    const text = error?.innererror?.internalexception?.message ?? error?.message ?? reply.text
    return { text, type: header(reply, 'X-ExceptionType') }
  },
  /** graph2otel: the inner exception before all else. */
  graph2otel(reply) {
    const { error } = bodyOf(reply) ?? {}
    const inner = error?.innererror?.internalexception
    return { text: inner?.message ?? error?.details?.[0]?.message ?? error?.message ?? reply.text }
  },
  /**
   * The Go client of a Terraform provider: details, which newer servers fill with JSON and the mock does not.
   */
  terraform(reply) {
    const { error } = bodyOf(reply) ?? {}
    const message = error?.details?.[0]?.message ?? error?.innererror?.internalexception?.message ?? ''
    return { text: message.startsWith('{') ? JSON.parse(message).Message : message }
  },
}

const CASES = [
  {
    name: 'what is not there',
    ask: { cmdlet: 'Remove-TransportRule', parameters: { Identity: 'gone' } },
    type: 'ManagementObjectNotFoundException',
    text: "The operation couldn't be performed because object 'gone' couldn't be found on '",
  },
  {
    name: 'an unknown parameter',
    ask: { cmdlet: 'Get-TransportRule', parameters: { Colour: 'red' } },
    type: 'AmbiguousParameterSetException',
    text: 'Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. Colour',
  },
  {
    name: 'a bad enumerator, which comes without details',
    ask: { cmdlet: 'Get-TransportRule', parameters: { State: 'Maybe' } },
    type: 'ParameterTransformationException',
    text: "Cannot process argument transformation on parameter 'State'.",
  },
] as const

describe.each(Object.entries(READERS))('%s', (_client, readBy) => {
  test.each(CASES)('hears of $name', ({ ask, type, text }) => {
    const heard = readBy(world({ rules: 1 }).send(ask.cmdlet, ask.parameters))
    expect(heard.text).toContain(text)
    expect(heard.type ?? type).toBe(type)
  })

  test('finds nothing to read in a 401, nor in the NUL bytes of a 403', () => {
    const { send } = world()
    expect(readBy(send('Get-TransportRule', {}, { token: 'x' })).text).toBe('')
    expect(readBy(send('Get-Weather')).text.replaceAll('\0', '')).toBe('')
  })
})
