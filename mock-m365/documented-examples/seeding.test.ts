/** That seeding goes by types and paths: what any emulated path names is there, whatever page speaks of it. */
import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../graph/server.ts'
import { documentedExamples } from './documented-example.ts'
import { replay } from './replay.ts'

/** Ids that no page can make up: each policy has the rules that it has, and approvers are not the caller by chance. */
const NOT_MADE_UP = /\/rules\/\{id\}$|roleAssignmentApprovals/

describe.each(['v1.0', 'beta'])('%s', (version) => {
  test('no path that is emulated leads to nothing', async () => {
    const missing: string[] = []
    for (const { method, path } of OPERATIONS) {
      if (NOT_MADE_UP.test(path)) continue
      let count = 0
      const target = `/${path.replaceAll('{id}', () => `3a000000-0000-4000-8000-00000000000${++count}`)}`
      const body = method === 'GET' || method === 'DELETE' ? null : {}
      const response = method === 'GET' ? { status: 200, body: {} } : { status: 204, body: null }
      const request = { method, path: target, headers: {}, body }
      const [example] = documentedExamples([
        {
          source: `x:${method} ${path}`,
          version,
          truncated: true,
          snapshotDate: '2023-02-03',
          request,
          response,
        },
      ])
      const played = example && (await replay(example))
      if (played?.differences.some(({ at }) => /^40[34] for/.test(at))) missing.push(`${method} ${path}`)
    }
    expect(missing).toEqual([])
  })
})
