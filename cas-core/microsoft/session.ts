/** One tenant, one caller: the clients and the reads that all stages share. */

import type { Ports } from '../ports.ts'
import { M365Error } from './errors.ts'
import { type Exchange, exchangeClient, type Row } from './exchange.ts'
import { type Graph, graphClient } from './graph.ts'
import { brokenOff, repeatable } from './retry.ts'
import type { Tokens } from './token.ts'

export interface Session {
  readonly ports: Ports
  readonly tenantId: string
  readonly tokens: Tokens
  readonly graph: Graph
  readonly exchange: Exchange
  /** All pages of a Graph collection. Repeats passing failures. @throws M365Error */
  list(path: string): Promise<Row[]>
  /** The same; undefined if the service says twice, a minute apart, that the addressed object is not there. */
  listOrAbsent(path: string): Promise<Row[] | undefined>
  /** Output of a Get- cmdlet. Repeats passing failures. @throws M365Error */
  read(
    cmdlet: string,
    parameters?: Readonly<Record<string, unknown>>,
    select?: readonly string[],
  ): Promise<Row[]>
}

const PAGES_MAX = 10_000
/** How long after a reading the second one, which confirms it, is made. Proposed. */
export const CONFIRM_MS = 60_000

/**
 * @param still throws where the work may not go on, as another worker has taken it over. It is asked before each call,
 *   when the token is there, and after each answer: a process can stand still while it waits for either
 */
export function sessionOf(
  ports: Ports,
  tenantId: string,
  given: Tokens,
  still: () => Promise<void> = async () => undefined,
): Session {
  const tokens = new TokensInTime(given, still)
  const { send, renewToken } = graphClient(ports, tokens)
  const { page, invoke } = exchangeClient(ports, tokens, tenantId)
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    await answer.catch(() => undefined)
    await still()
    return answer
  }
  const graph: Graph = { send: (call) => answered(send(call)), renewToken }
  const exchange: Exchange = {
    page: (asked) => answered(page(asked)),
    invoke: (...asked) => answered(invoke(...asked)),
  }
  const list = (path: string) => repeatable(ports, () => listOnce(ports, graph, path))
  return {
    ports,
    tenantId,
    tokens,
    graph,
    exchange,
    list,
    listOrAbsent: (path) => unlessAbsent(ports, () => list(path)),
    read: (cmdlet, parameters = {}, select) =>
      repeatable(ports, () => exchange.invoke(cmdlet, parameters, select)),
  }
}

/** Tokens that nobody gets who may not go on. */
class TokensInTime implements Tokens {
  readonly #tokens: Tokens
  readonly #still: () => Promise<void>

  constructor(tokens: Tokens, still: () => Promise<void>) {
    this.#tokens = tokens
    this.#still = still
  }

  get acquired(): number {
    return this.#tokens.acquired
  }

  async token(resource: Parameters<Tokens['token']>[0]): Promise<string> {
    const token = await this.#tokens.token(resource)
    await this.#still()
    return token
  }

  forget(resource: Parameters<Tokens['forget']>[0]): void {
    this.#tokens.forget(resource)
  }
}

/**
 * All pages of a collection. If a listing breaks off in the middle, it starts again.
 * @throws M365Error
 */
async function listOnce(ports: Ports, graph: Graph, path: string): Promise<Row[]> {
  const rows: Row[] = []
  let next: string | undefined = path
  for (let page = 0; next; page++) {
    if (page >= PAGES_MAX)
      throw new M365Error('graph', 500, 'TooManyPages', `${path} did not end after ${page} pages`)
    const here: string = next
    const answer = await repeatable(ports, () => graph.send({ method: 'GET', path: here })).catch(
      (error: unknown) => Promise.reject(page === 0 ? error : brokenOff(error, path, page)),
    )
    const { value, '@odata.nextLink': link } = (answer ?? {}) as Page
    if (!Array.isArray(value))
      throw new M365Error('graph', 500, 'UnreadableAnswer', `page ${page + 1} of ${path} holds no list`)
    rows.push(...value)
    next = link
  }
  return rows
}

interface Page {
  readonly value?: Row[]
  readonly '@odata.nextLink'?: string
}

/** The answer, or undefined if the service says twice, a minute apart, that the addressed object is not there. */
export async function unlessAbsent<T>(
  { clock }: Pick<Ports, 'clock'>,
  read: () => Promise<T>,
): Promise<T | undefined> {
  const first = await read().catch(absentAsUndefined)
  if (first !== undefined) return first
  await clock.sleep(CONFIRM_MS)
  return read().catch(absentAsUndefined)
}

/** For `catch`: an absent object becomes undefined; every other failure is thrown again. */
export function absentAsUndefined(error: unknown): undefined {
  if (error instanceof M365Error && error.meaning === 'absent') return undefined
  throw error
}
