/** A guide that is replayed reads as a transcript: who did what, and what the console said. */
import { expect, test } from 'vitest'
import { node } from './testing/child.ts'

const GUIDE = 'scenarios/scripts/guide-000-inline-grant.json'

test('a replayed guide is a transcript of 80 columns', async () => {
  const { code, out, err } = await node(['cli/casproof.mjs', 'replay', GUIDE])
  expect([code, err]).toEqual([0, ''])
  const lines = out.split('\n')
  expect(lines.slice(1).filter((line) => line.length > 80)).toEqual([])
  const at = (text: string) => lines.findIndex((line) => line.includes(text))
  const told = [
    '0  vendor          setLicence: site EU',
    'administrator   beginGrant: service "Exchange Online (Inline Mode)"',
    'admin           gives the next permission for Exchange Online',
    'console         consent for mail flow recorded',
    'appId: a1f0c0de-1111-4a11-8a11-000000000001',
    'admin           assigns Exchange Administrator to the app',
    'console         Successfully created a service account and synced data.',
    'Exchange Online (Inline Mode), Protected',
    'All invariants held.',
  ]
  const places = told.map(at)
  expect(places.filter((place) => place < 0)).toEqual([])
  expect(places).toEqual(places.toSorted((one, other) => one - other))
})
