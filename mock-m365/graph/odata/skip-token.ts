/**
 * Page tokens: opaque to callers, and read as hostile. Later pages show the list as it was at its first page.
 */
import { pageTokenExpired } from '../wire/errors.ts'

export interface Page {
  /** Entities before this page. */
  readonly offset: number
  /** Position of the tenant's change log when the first page was made. */
  readonly position: number
}

export function skipTokenOf({ offset, position }: Page, fingerprint: number): string {
  return Buffer.from(`${offset}.${position}.${fingerprint}`).toString('base64url')
}

/**
 * @throws GraphError 400 Directory_ExpiredPageToken for a token of another query, or one that was not issued
 * here (observed code)
 */
export function pageOf(token: string, fingerprint: number, positionMax: number): Page {
  if (token.length > 128) throw pageTokenExpired()
  const text = Buffer.from(token, 'base64url').toString('latin1')
  const [offset = '', position = '', mark] = text.split('.')
  const page = { offset: wholeNumber(offset), position: wholeNumber(position) }
  if (mark !== String(fingerprint) || page.position > positionMax) throw pageTokenExpired()
  return page
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw pageTokenExpired()
  return Number(text)
}
