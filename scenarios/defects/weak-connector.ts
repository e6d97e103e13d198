import { defect, edited } from './defect.ts'

const anyCertificate = edited({
  C1: (row) =>
    'wanted' in row
      ? { ...row, wanted: (context) => ({ ...row.wanted(context), TlsSettings: 'EncryptionOnly' }) }
      : row,
})

export const weakConnector = defect({
  name: 'weak connector',
  story: 'the connector to the scanner takes any certificate',
  expected: 'settings as proposed',
  warp: { table: anyCertificate },
})
