/** A thread that the mutant `spoils` leaves broken, and in which the mutant `wrong` alone is at fault. */
import { parentPort, workerData } from 'node:worker_threads'
import { NO_COUNTS } from '#reports'
import { brokenUnit } from '../../../spread/play-unit.ts'
import type { MutatedAnswer, MutatedUnit } from '../mutated-unit.ts'

let isSpoiled = false

parentPort?.on('message', (unit: MutatedUnit) => {
  const mutant = unit.mutant ?? workerData.mutant
  isSpoiled ||= mutant === 'spoils'
  const isAtFault = isSpoiled || mutant === 'wrong'
  const counts = isAtFault ? brokenUnit(unit, new Error('at fault')) : NO_COUNTS
  const answer: MutatedAnswer = {
    ...{ counts, heapBytes: 0, atStart: {}, reached: {} },
    isEndless: mutant === 'endless',
  }
  parentPort?.postMessage(answer)
})
