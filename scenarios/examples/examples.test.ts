import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emulatedOperations, operationNamed } from '#mock-m365/coverage'
import {
  type Difference,
  type DocumentedExample,
  documentedExamples,
  replay,
} from '#mock-m365/documented-examples'
import { DIVERGENCES } from './divergences.ts'
import { judge, reasonsFor, replayAll, textOf } from './judged.ts'
import { MISPRINTS } from './misprints.ts'
import { RESULTS, sharesOf } from './results.ts'

const PUBLISHED = new URL('../../../shared/data/graph-examples.json', import.meta.url)

describe.skipIf(!existsSync(PUBLISHED))(
  'the documented examples (skipped where they are absent: they are outside the project)',
  async () => {
    const examples = existsSync(PUBLISHED)
      ? documentedExamples(JSON.parse(readFileSync(PUBLISHED, 'utf8')))
      : []
    const played = await replayAll(examples)
    const judged = played.map(judge)

    test('are there, each under an id of its own', () => {
      expect(examples.length).toBeGreaterThan(500)
      expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length)
    })

    test('are answered as documented, or differ for a reason that is stated', () => {
      const unexplained = played.flatMap((one) =>
        reasonsFor(one).flatMap((reason, at) => {
          const difference = one.differences[at]
          return reason || !difference ? [] : [`${one.id}: ${textOf(difference)}`]
        }),
      )
      expect(unexplained).toEqual([])
    })

    test('need every reason that is stated', () => {
      const used = new Set(played.flatMap(reasonsFor).map((reason) => reason?.because))
      expect(DIVERGENCES.map(({ because }) => because).filter((one) => !used.has(one))).toEqual([])
    })

    test('only a refusal is called a form that is not emulated', () => {
      const wrong = played.filter((one) =>
        reasonsFor(one).some(
          (reason, at) => reason?.fault === 'form' && !/^[45]\d\d for 2/.test(one.differences[at]?.at ?? ''),
        ),
      )
      expect(wrong.map(({ id }) => id)).toEqual([])
    })

    test('match in at least 90 of 100 of those whose pages are sound, in both versions', () => {
      for (const { ofSound } of sharesOf(judged)) expect(ofSound).toBeGreaterThanOrEqual(0.9)
    })

    test('are carried as results: npx vitest run scenarios/examples -u writes them anew', async () => {
      const lines = judged.map((one) => `  ${JSON.stringify(one)}`)
      await expect(`[\n${lines.join(',\n')}\n]\n`).toMatchFileSnapshot('./results.json')
    })
  },
)

test('the results that are carried name operations that are emulated', () => {
  const emulated = new Set(emulatedOperations().map(({ operation }) => operation))
  const gone = RESULTS.filter(
    ({ operation }) => operation !== undefined && !emulated.has(operationNamed(operation)),
  )
  expect(gone.map(({ id }) => id)).toEqual([])
})

describe('an example of one’s own', () => {
  const [made] = documentedExamples([
    {
      source: 'somebody+something@1:api-reference/v1.0/api/user-get.md#made_up',
      version: 'v1.0',
      truncated: true,
      snapshotDate: '2023-02-03',
      request: { method: 'GET', path: '/users/{id}', headers: {}, body: null },
      response: {
        status: 200,
        body: {
          '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
          id: '2a000000-0000-4000-8000-000000000001',
          displayName: 'Ann',
        },
      },
    },
  ])
  if (!made) throw new TypeError('one in, one out')
  const answered = (answer: unknown): DocumentedExample => ({ ...made, answer })
  const found = async (example: DocumentedExample) => (await replay(example)).differences.map(textOf)

  test('is seeded, asked and matched', async () => {
    expect(await replay(made)).toEqual({
      id: 'v1.0/api/user-get.md#made_up',
      operation: 'GET /users/{id}',
      differences: [],
    })
  })

  test.each([
    ['a status', { ...made, status: 404 }, ['status 200 for 404']],
    ['a property that is not shown', answered({ shoeSize: 44 }), ['missing shoeSize']],
    ['a type', answered({ displayName: ['Ann'] }), ['type displayName']],
    [
      'a context',
      answered({ '@odata.context': 'https://x/$metadata#groups/$entity' }),
      ['context users/$entity for groups/$entity'],
    ],
    ['a list where one is shown', answered({ value: [{ displayName: 'Ann' }] }), ['missing value']],
  ])('%s that is another is found', async (_, example, says) => {
    expect(await found(example)).toEqual(says)
  })

  test('properties beyond a whole example are found', async () => {
    const said = await found({ ...made, truncated: false })
    expect(said).toContain('extra /businessPhones')
  })

  test('what is expanded is compared as deep as the page goes', async () => {
    const manager = {
      id: '2a000000-0000-4000-8000-000000000002',
      displayName: 'Bob',
      manager: { id: '2a000000-0000-4000-8000-000000000003', displayName: 'Cy' },
    }
    const asked = { ...answered({ manager }), target: '/users/{id}?$expand=manager' }
    expect(await found(asked)).toEqual(['missing manager/manager'])
    const deep = { ...asked, target: '/users/{id}?$expand=manager($levels=max)&$count=true' }
    expect(await found({ ...deep, headers: { consistencylevel: 'eventual' } })).toEqual([])
  })

  test('a property that only the other version has is found', async () => {
    const shown = answered({ infoCatalogs: [] })
    expect(await found(shown)).toEqual(['missing infoCatalogs'])
    expect(await found({ ...shown, version: 'beta' })).toEqual([])
  })

  const answer = (body: Readonly<Record<string, unknown>>) => ({ ...made, answer: body })
  test.each([
    ['one object is printed inside of `value`', answer({ value: { id: 'x' } }), 'missing value'],
    ['a creation answers 201', { ...made, method: 'POST', status: 200 }, 'status 201 for 200'],
    [
      'the context is an address',
      answer({ '@odata.context': 'https://x/v1.0/users?$select=id' }),
      'context users for ',
    ],
    [
      'one object under the context of its list',
      answer({ '@odata.context': 'https://x/$metadata#users' }),
      'context users/$entity for users',
    ],
    ['an annotation without its @', answer({}), 'missing value/*/odata.type'],
    ['the version’s type has no such property', answer({}), 'missing shoeSize'],
    ['a navigation is shown', answer({}), 'missing directReports'],
    [
      'a name of a type stands for a value',
      { ...made, method: 'POST', body: { isValidationOnly: 'Boolean' } },
      'status 400 for 201 Request_BadRequest',
    ],
  ])('%s: the page is known to be at fault', (because, example, text) => {
    const [kind = '', at = ''] = text.split(/ (.*)/s)
    const difference = { kind, at } as Difference
    const shown = MISPRINTS.filter(({ shows }) => shows(example, difference)).map((one) => one.because)
    expect(shown).toEqual([expect.stringContaining(because)])
  })

  test.each([
    ['a list that is missing', answer({ value: [] }), 'missing value'],
    ['a creation that is refused', { ...made, method: 'POST', status: 200 }, 'status 400 for 200'],
    [
      'another context',
      answer({ '@odata.context': 'https://x/$metadata#users' }),
      'context groups for users',
    ],
    ['a property that the type has', answer({}), 'missing jobTitle'],
    ['one of a type of which beta alone knows', { ...answer({}), version: 'beta' }, 'missing shoeSize'],
    ['a navigation that is asked for', { ...made, target: '/users/{id}?$expand=manager' }, 'missing manager'],
    [
      'a value that is refused',
      { ...made, method: 'POST', body: { displayName: 'x' } },
      'status 400 for 201',
    ],
  ])('%s is no fault of the page', (_, example, text) => {
    const [kind = '', at = ''] = text.split(/ (.*)/s)
    const difference = { kind, at } as Difference
    expect(MISPRINTS.filter(({ shows }) => shows(example, difference))).toEqual([])
  })

  test('a placeholder in a request is filled, and what the service would refuse beside it is still refused', async () => {
    const update = {
      ...made,
      method: 'PATCH',
      target: '/me/messages/{id}',
      answer: { subject: 'subject-value' },
    }
    const headers = { 'content-type': 'application/json' }
    const body = { subject: 'subject-value', body: { contentType: '', content: 'content-value' } }
    expect(await found({ ...update, headers, body })).toEqual([])
    expect(await found({ ...update, headers, body: { ...body, importance: 'none' } })).toEqual([
      'status 400 for 200 RequestBodyRead',
    ])
    expect(await found({ ...update, headers, body, answer: { subject: 5 } })).toEqual([
      'type subject: string for number',
    ])
  })

  test('a value on a later page of a list is compared, too', async () => {
    const value = [{ id: 'f023fd81-a637-4b56-95fd-791ac0226033', displayName: 'No such role' }]
    const roles = { ...answered({ value }), target: '/roleManagement/directory/roleDefinitions' }
    expect(await found(roles)).toEqual(['value value/*/displayName'])
    const [right] = [{ ...value[0], displayName: 'Service Support Administrator' }]
    expect(await found({ ...roles, answer: { value: [right] } })).toEqual([])
  })

  test('a path that is not emulated is not a difference', async () => {
    expect(await replay({ ...made, target: '/users/{id}/drive' })).toMatchObject({
      operation: undefined,
      differences: [],
    })
  })

  test('a value that is not a list of examples is refused', () => {
    expect(() => documentedExamples({})).toThrow('the documented examples are not a list')
    expect(() => documentedExamples([{ source: 'x:y', request: null, response: null }])).toThrow(
      'y is not an example',
    )
  })
})
