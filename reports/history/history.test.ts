import { expect, test } from 'vitest'
import { type HistoryRecord, historyHtml, historyMarkdown } from '../index.ts'

const record: HistoryRecord = {
  casproof: '0.1.0',
  name: 'a lost answer <b>',
  world: 'plain',
  site: 'EU',
  seed: 's',
  steps: [
    {
      ...{ index: 3, title: 'provision', outcome: 'done', message: 'All | done.', isCompared: true },
      calls: [
        { operation: 'New-TransportRule', writes: true, here: 0, undisturbed: 200, fault: 'lost-answer' },
        { operation: 'Get-TransportRule', writes: false, here: 200, undisturbed: undefined },
      ],
      broken: [{ invariant: 'no orphans', detail: 'a rule stays', step: 3 }],
    },
    { index: 4, title: 'wait', outcome: 'done', message: '', isCompared: false, calls: [], broken: [] },
  ],
  findings: [{ invariant: 'no orphans', detail: 'a rule stays', step: 3 }],
  script: { v: 1, name: 'a lost answer <b>' },
}

test('a history names what broke, and each call next to the undisturbed one', () => {
  const page = historyMarkdown(record)
  expect(page).toContain('**After step 3 the invariant “no orphans” did not hold: a rule stays**')
  expect(page).toContain('| **no answer** | **200** | `New-TransportRule`<br>writes | **lost-answer** |')
  expect(page).toContain('| **200** | **not made** | `Get-TransportRule` |  |')
  expect(page).toContain('"name": "a lost answer <b>"')
  const html = historyHtml(record)
  expect(html).toContain('class="verdict bad"')
  expect(html).not.toContain('answer <b>')
})

test('where nothing broke it says so', () => {
  expect(historyMarkdown({ ...record, findings: [], steps: [] })).toContain('**All invariants held.**')
})
