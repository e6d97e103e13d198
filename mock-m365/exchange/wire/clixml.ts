/**
 * Objects as CLIXML, the form that Microsoft's own module requests: `X-ResponseFormat: clixml`. Written as
 * PowerShell's serializer writes it. https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/
 * (section 2.2.5, documented)
 *
 * That rows are property bags (extended properties of a PSCustomObject) and multi-valued properties
 * ArrayLists is inferred: no capture of such an answer is public.
 */
import type { Entity } from '../../base.ts'
import { remembering, type Selection, type Writer } from './rows.ts'

/** How complex values are written: as objects (Full), or as text (Partial, inferred from the depth of 1). */
export type SerializationLevel = 'partial' | 'full'

const ROOT = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
/** Line ends of PowerShell on Windows, which indents. */
const LINE = '\r\n'

const WRITERS: Readonly<Record<SerializationLevel, Writer>> = {
  partial: wrapped('partial'),
  full: wrapped('full'),
}

/** A row of an answer: the object's CLIXML as the text of `_clixml`. */
export const asClixml = (level: SerializationLevel): Writer => WRITERS[level]

function wrapped(level: SerializationLevel): Writer {
  return remembering(
    (entity, select) => `{"_clixml":${JSON.stringify(serialized(entity, { select, level }))}}`,
  )
}

export interface Form {
  readonly select?: Selection
  readonly level: SerializationLevel
}

/** One object as a separate document. */
export function serialized(entity: Entity, { select, level }: Form): string {
  const writer = new Serializer(level)
  writer.open(ROOT, '')
  writer.bag(entity, select)
  writer.close('Objs')
  return writer.text.trimEnd()
}

const BAG = ['System.Management.Automation.PSCustomObject', 'System.Object']
const LIST = ['System.Collections.ArrayList', 'System.Object']
const TABLE = ['System.Collections.Hashtable', 'System.Object']
/** Maximum nesting of elements; a complex value needs three levels. */
const INDENT_MAX = 64

/**
 * Identities of objects and of lists of type names are counted separately, and are unique within a document.
 */
class Serializer {
  text = ''
  readonly #level: SerializationLevel
  readonly #types = new Map<readonly string[], number>()
  #objects = 0
  #depth = 0

  constructor(level: SerializationLevel) {
    this.#level = level
  }

  open(tag: string, indent = '  '.repeat(this.#depth)): void {
    this.text += `${indent}${tag}${LINE}`
    this.#depth++
  }

  close(name: string): void {
    this.#depth--
    this.#line(`</${name}>`)
  }

  bag(entity: Entity, select: Selection): void {
    this.#object(BAG, undefined, () => {
      this.open('<MS>')
      for (const name of Object.keys(entity))
        if (!select || select.has(name.toLowerCase())) this.#value(entity[name], name)
      this.close('MS')
    })
  }

  #value(value: unknown, name: string | undefined): void {
    if (Array.isArray(value)) this.#list(value, name)
    else if (typeof value === 'object' && value !== null) this.#complex(value, name)
    else this.#line(primitive(value, name))
  }

  #list(values: readonly unknown[], name: string | undefined): void {
    this.#object(LIST, name, () => {
      if (values.length === 0) this.#line('<LST />')
      else this.#listed(values)
    })
  }

  #listed(values: readonly unknown[]): void {
    this.open('<LST>')
    for (const value of values) this.#value(value, undefined)
    this.close('LST')
  }

  #complex(value: object, name: string | undefined): void {
    const isTooDeep = this.#level === 'partial' || this.#depth > INDENT_MAX
    if (isTooDeep) this.#line(primitive('System.Collections.Hashtable', name))
    else this.#table(value, name)
  }

  #table(value: object, name: string | undefined): void {
    this.#object(TABLE, name, () => {
      this.open('<DCT>')
      for (const [key, inner] of Object.entries(value)) {
        this.open('<En>')
        this.#value(key, 'Key')
        this.#value(inner, 'Value')
        this.close('En')
      }
      this.close('DCT')
    })
  }

  #object(types: readonly string[], name: string | undefined, inside: () => void): void {
    this.open(`<Obj${nameIn(name)} RefId="${this.#objects++}">`)
    const known = this.#types.get(types)
    if (known === undefined) {
      this.open(`<TN RefId="${this.#types.size}">`)
      this.#types.set(types, this.#types.size)
      for (const type of types) this.#line(`<T>${type}</T>`)
      this.close('TN')
    } else this.#line(`<TNRef RefId="${known}" />`)
    inside()
    this.close('Obj')
  }

  #line(text: string): void {
    this.text += `${'  '.repeat(this.#depth)}${text}${LINE}`
  }
}

const nameIn = (name: string | undefined): string =>
  name === undefined ? '' : ` N="${markup(encoded(name)).replaceAll('"', '&quot;')}"`

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{7})(Z|[+-]\d\d:\d\d)?$/
const INT32_MAX = 2 ** 31 - 1

/** @param name as on the JSON wire, the name decides whether a text is a Guid, a time or a version */
function primitive(value: unknown, name: string | undefined): string {
  if (value === null || value === undefined) return `<Nil${nameIn(name)} />`
  if (typeof value === 'boolean') return element('B', name, String(value))
  if (typeof value === 'number') return element(tagOf(value), name, String(value))
  const text = String(value)
  if (name !== undefined) {
    if (/(?:Guid|^ImmutableId|^ExchangeObjectId|^DlpPolicyId|^MessageTraceId)$/.test(name) && GUID.test(text))
      return element('G', name, text)
    const [, moment, fraction = '', zone = ''] = TIME.exec(text) ?? []
    if (moment && /^When|Date$|Time$|Timestamp$|^Received$/.test(name))
      return element('DT', name, `${moment}${fractionOf(fraction)}${zone}`)
    if (name === 'RuleVersion' && /^\d+(?:\.\d+){1,3}$/.test(text)) return element('Version', name, text)
  }
  return element('S', name, markup(encoded(text)))
}

function tagOf(value: number): 'I32' | 'I64' | 'Db' {
  if (!Number.isInteger(value)) return 'Db'
  return Math.abs(value) > INT32_MAX ? 'I64' : 'I32'
}

/** XML's form of a time has no zeros at the end of a fraction. */
const fractionOf = (digits: string): string => {
  const kept = digits.replace(/0+$/, '')
  return kept === '' ? '' : `.${kept}`
}

const element = (tag: string, name: string | undefined, inside: string): string =>
  `<${tag}${nameIn(name)}>${inside}</${tag}>`

/**
 * Encodes characters that XML cannot have, and text that looks like such an encoding: `_x000A_` (documented,
 * 2.2.5.3.2). Halves of surrogate pairs are encoded one by one.
 */
const encoded = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be encoded
    /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]|_(?=[xX])/g,
    (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )

const markup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
