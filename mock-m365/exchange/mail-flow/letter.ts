/** One copy of a message on its way through the tenant. Texts that rules compare are lower-cased once. */
import type { Addressee, Origin, Route } from './envelope.ts'
import { addressesIn, type Header, headerOf, type Message } from './message.ts'
import { isOfType } from './rules/content.ts'

export class Letter {
  readonly copy: number
  readonly origin: Origin
  addressees: readonly Addressee[]
  /** The rule that comes next. */
  ruleAt: number
  /** Set by a rule; the last rule counts. */
  scl: number | undefined
  route: Route | undefined
  requireTls = false
  /** The service's own report: no rule sees it, no filter and no journal. */
  isSystem = false
  #message: Message
  /** Whether a rule has changed content that DKIM signs. */
  #altered = false
  #subject: string | undefined
  #text: string | undefined
  #opaque: boolean | undefined
  #headers: Map<string, readonly string[]> | undefined
  #author: string | undefined

  constructor(copy: number, message: Message, origin: Origin, addressees: readonly Addressee[], ruleAt = 0) {
    this.copy = copy
    this.#message = message
    this.origin = origin
    this.addressees = addressees
    this.ruleAt = ruleAt
  }

  get message(): Message {
    return this.#message
  }

  /** The message as another server sees it: DKIM signatures are invalid after a change of subject or body. */
  get outgoing(): Message {
    if (!this.#altered) return this.#message
    const { signedBy: _, ...message } = this.#message
    return message
  }

  /** A copy of the message in its present form, for some of its recipients. */
  forkedFor(addressees: readonly Addressee[], copy: number): Letter {
    const fork = new Letter(copy, this.#message, this.origin, addressees, this.ruleAt)
    fork.scl = this.scl
    fork.route = this.route
    fork.requireTls = this.requireTls
    fork.isSystem = this.isSystem
    fork.#altered = this.#altered
    return fork
  }

  /** Subject in lower case. */
  get subject(): string {
    this.#subject ??= (headerOf(this.#message, 'subject') ?? '').toLowerCase()
    return this.#subject
  }

  /**
   * The body that rules can read; empty for a message that S/MIME encrypts (documented).
   * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/mail-flow-rules
   */
  get body(): string {
    return this.isOpaque ? '' : this.#message.body
  }

  /** Whether S/MIME encrypts it: then servers cannot read or change its content. */
  get isOpaque(): boolean {
    this.#opaque ??= isOfType(this.#message, 'Encrypted')
    return this.#opaque
  }

  /** Subject and readable body in lower case. */
  get text(): string {
    this.#text ??= `${this.subject}\n${this.body.toLowerCase()}`
    return this.#text
  }

  /** Address in From, else the envelope's sender; in lower case. */
  get author(): string {
    this.#author ??= addressesIn(headerOf(this.#message, 'from'))[0] ?? this.#message.from.toLowerCase()
    return this.#author
  }

  /** Values in lower case of all headers of a name. @param name in lower case */
  headers(name: string): readonly string[] {
    this.#headers ??= new Map()
    const known = this.#headers.get(name)
    if (known) return known
    let values: string[] | undefined
    for (const [one, value] of this.#message.headers)
      if (one.length === name.length && one.toLowerCase() === name) {
        values ??= []
        values.push(value.toLowerCase())
      }
    const found = values ?? NONE
    this.#headers.set(name, found)
    return found
  }

  /** Sets the header of that name, in the place of the first one, else at the end. */
  setHeader(name: string, value: string): void {
    const folded = name.toLowerCase()
    const { headers } = this.#message
    const place = headers.findIndex(([one]) => one.toLowerCase() === folded)
    const kept = headers.filter(([one]) => one.toLowerCase() !== folded)
    const before = place === -1 ? kept.length : place
    this.change({ headers: [...kept.slice(0, before), [name, value], ...kept.slice(before)] })
  }

  removeHeader(name: string): void {
    const folded = name.toLowerCase()
    this.change({ headers: this.#message.headers.filter(([one]) => one.toLowerCase() !== folded) })
  }

  /** Adds a header on top, as relays do; never headers that people write, such as From and Subject. */
  stamp(...headers: readonly Header[]): void {
    this.#message = { ...this.#message, headers: [...headers, ...this.#message.headers] }
    this.#headers = undefined
  }

  change(changed: Partial<Message>): void {
    const { headers = this.#message.headers, body = this.#message.body } = changed
    this.#altered ||=
      body !== this.#message.body || headerOf({ headers }, 'subject') !== headerOf(this.#message, 'subject')
    this.#message = { ...this.#message, ...changed }
    this.#subject = undefined
    this.#text = undefined
    this.#opaque = undefined
    this.#headers = undefined
    this.#author = undefined
  }
}

const NONE: readonly string[] = []
