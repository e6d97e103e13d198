import { defect, rewritten } from './defect.ts'

type Fields = Readonly<Record<string, unknown>>

/** The value is in every message that leaves the tenant. */
const byHeader = ({ SetHeaderName, SetHeaderValue, ...fields }: Fields): Fields => ({
  ...fields,
  SetHeaderName,
  SetHeaderValue,
  ExceptIfHeaderContainsMessageHeader: SetHeaderName,
  ExceptIfHeaderContainsWords: [SetHeaderValue],
})

export const trustedHeader = defect({
  name: 'trusted header',
  story: 'mail with the loop header is not sent to the scanner, no matter who wrote the header',
  expected: 'mail scanned as promised',
  warp: { table: rewritten({ R1: byHeader, R2: byHeader }) },
})

export const trustedHeaderOfInsiders = defect({
  name: 'trusted header of insiders',
  story: 'outgoing mail with the loop header is not sent to the scanner, no matter who wrote the header',
  expected: 'mail scanned as promised',
  warp: { table: rewritten({ R5: byHeader, R6: byHeader }) },
})
