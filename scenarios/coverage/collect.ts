/** Runs with every test file while evidence is collected, and writes the evidence of each to its own file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, expect } from 'vitest'
import { FOLDER } from './merge.ts'
import { watch } from './witness.ts'

/** Replays, and requests of this command itself, count as separate kinds of evidence. */
const OWN = /\/(?:examples|coverage)\/[^/]*$/

const { seen, stop } = watch()

afterAll(() => {
  stop()
  const { testPath = '' } = expect.getState()
  if (OWN.test(testPath) || seen.length === 0) return
  const distinct = new Map(seen.map((one) => [JSON.stringify(one), one]))
  mkdirSync(FOLDER, { recursive: true })
  const name = testPath.replaceAll(/[^\w.]+/g, '-').slice(-120)
  writeFileSync(`${FOLDER}/${name}.json`, JSON.stringify([...distinct.values()]))
})
