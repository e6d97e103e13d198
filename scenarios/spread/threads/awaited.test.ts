/** In a separate process, since a thread of the test runner always awaits something else. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const AWAITED = new URL('./awaited.ts', import.meta.url).href

const printedBy = (code: string): string =>
  spawnSync(
    process.execPath,
    // a module that awaits at its top ends its process as soon as nothing goes on
    ['-e', `import('${AWAITED}').then(async ({ awaited }) => {${code}})`],
    { encoding: 'utf8' },
  ).stdout

test('what waits for what nobody does is ended, and what comes after it goes on', () => {
  const told = '(error) => error.message'
  expect(
    printedBy(`
      const first = await awaited(new Promise(() => undefined)).catch(${told})
      const second = await awaited(new Promise(() => undefined)).catch(${told})
      console.log(first, '/', second, '/', await awaited(Promise.resolve('done')))`),
  ).toBe('it waits for what nobody does / it waits for what nobody does / done\n')
})

test('what goes on is waited for, and its error handed over', () => {
  expect(
    printedBy(`
      console.log(await awaited(new Promise((resolve) => setTimeout(() => resolve('late'), 20))))
      console.log(await awaited(Promise.reject(new Error('refused'))).catch((error) => error.message))`),
  ).toBe('late\nrefused\n')
})
