/** The side of the protocol on which the harness asks. */
import { readJson, type Schema } from '#input'
import {
  ANSWER,
  MAILS,
  PROTOCOL_VERSION,
  REFUSAL,
  type SubjectSettings,
  type Told,
} from '../protocol/schemas.ts'
import { ROUTES } from '../protocol/table.ts'
import type { Caller, SentMail, SubjectAnswer } from '../subject.ts'

/** A subject that says nothing for so long is not waited for: a stage takes seconds, whatever the virtual time is. */
const ANSWER_MS = 10 * 60_000

export interface Heard {
  readonly status: number
  readonly text: string
}

/** A request as it is. @param origin of the subject @throws Error where nothing answers */
export async function heard(origin: string, method: string, path: string, body?: unknown): Promise<Heard> {
  try {
    const response = await fetch(new URL(path, origin), {
      method,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: textOf(body) }),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    throw new Error(`${method} ${path} is not answered at ${origin}: ${reasonOf(error)}`, { cause: error })
  }
}

/** The socket's own words stand in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** Text goes as it is. */
const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

export interface SubjectClient {
  tell(): Promise<Told>
  configure(settings: SubjectSettings): Promise<void>
  perform(caller: Caller, operation: string, input: object): Promise<SubjectAnswer>
  mails(): Promise<readonly SentMail[]>
  stop(): Promise<void>
}

/** @param origin where the subject listens; a promise of it where another process may have taken its place */
export function clientOf(origin: () => Promise<string>): SubjectClient {
  const ask = async <S extends Schema>(
    { method, answer }: { readonly method: string; readonly answer: S },
    path: string,
    body?: unknown,
  ) => {
    const { status, text } = await heard(await origin(), method, path, body)
    const name = `the subject's answer to ${method} ${path}`
    if (status !== 200) throw new Error(`${name} has the status ${status}: ${messageIn(text)}`)
    return readJson(answer, text, { name, mend: 'casproof schema protocol says what belongs there' })
  }
  return {
    async tell() {
      const told = await ask(ROUTES.tell, ROUTES.tell.path)
      if (told.protocol !== PROTOCOL_VERSION)
        throw new Error(
          `the subject speaks version ${told.protocol} of the protocol, and this casproof speaks ${PROTOCOL_VERSION}`,
        )
      return told
    },
    configure: async (settings) => void (await ask(ROUTES.configure, ROUTES.configure.path, settings)),
    perform: (caller, operation, input) =>
      ask({ ...ROUTES.perform, answer: ANSWER }, `/operations/${encodeURIComponent(operation)}`, {
        ...caller,
        input,
      }),
    mails: async () => (await ask({ ...ROUTES.mails, answer: MAILS }, ROUTES.mails.path)).mails,
    stop: async () => void (await ask(ROUTES.stop, ROUTES.stop.path, {})),
  }
}

/** What a refusal says, or the beginning of a text that is not one. */
function messageIn(text: string): string {
  try {
    return readJson(REFUSAL, text, { name: '', mend: '' }).error.message
  } catch {
    return JSON.stringify(text.slice(0, 200))
  }
}
