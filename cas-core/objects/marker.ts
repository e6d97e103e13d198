/**
 * The mark that identifies our own objects. It is keyed to tenant and object, so a mark that somebody typed,
 * or copied from another tenant, proves nothing.
 */
import { createHmac } from 'node:crypto'

export interface Marker {
  /** Key of the object in the table of objects: `R1`. */
  readonly key: string
  /** Operation that created it. */
  readonly opId: string
}

export interface Marks {
  /** Text for a comment or description, at most 100 characters. */
  write(marker: Marker): string
  /** The mark in a text, if it is ours and complete. */
  read(text: unknown): Marker | undefined
  /** Short name of the tenant in our own identifiers. */
  readonly tenantKey: string
  /** 32 hexadecimal characters, constant for the tenant's lifetime: loop header value and smart host label. */
  readonly companyId: string
  /** 32 hexadecimal characters that only we can make: they prove that a text which came back to us is ours. */
  proofOf(text: string): string
}

/** @param vendorKey secret of the vendor, the same for all tenants */
export function marksOf(vendorKey: string, tenantId: string): Marks {
  const mac = (purpose: string) =>
    createHmac('sha256', vendorKey).update(`${tenantId} ${purpose}`).digest('hex')
  const tenantKey = mac('tenant').slice(0, 8)
  const proof = ({ key, opId }: Marker) => mac(`${key} ${opId}`).slice(0, 16)
  const read = new Map<string, Marker | undefined>()
  return {
    tenantKey,
    companyId: mac('company').slice(0, 32),
    proofOf: (text) => mac(`proof ${text}`).slice(0, 32),
    write(marker) {
      const text = `[cas v1 t=${tenantKey} k=${marker.key} o=${marker.opId} h=${proof(marker)}]`
      read.set(text, marker)
      return text
    },
    read(text) {
      if (typeof text !== 'string' || text === '') return undefined
      if (!read.has(text)) read.set(text, verified(text, tenantKey, proof))
      return read.get(text)
    },
  }
}

const FORM = /\[cas v1 t=([0-9a-f]{8}) k=([A-Z][0-9]) o=([0-9a-f-]{36}) h=([0-9a-f]{16})\]/

function verified(text: string, tenantKey: string, proof: (marker: Marker) => string): Marker | undefined {
  const [, tenant, key = '', opId = '', hash] = FORM.exec(text) ?? []
  const marker = { key, opId }
  return tenant === tenantKey && hash === proof(marker) ? marker : undefined
}
