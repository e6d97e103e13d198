/** The log of detections in memory, for simulated runs. */
import type { Detection, DetectionStore, ScanAction } from '../ports.ts'
import { byCodePoints } from './code-points.ts'
import { hourOf } from './hours.ts'

export function memoryDetections(): DetectionStore {
  const kept = new Map<string, Detection>()
  const hours = new Map<number, Partial<Record<ScanAction, number>>>()
  return {
    async count(action, at) {
      const counts = hours.get(hourOf(at)) ?? {}
      hours.set(hourOf(at), { ...counts, [action]: (counts[action] ?? 0) + 1 })
    },
    async counts(from, to) {
      const sums: Partial<Record<ScanAction, number>> = {}
      for (const [hour, counts] of hours)
        if (hour >= from && hour < to)
          for (const [action, count] of Object.entries(counts) as [ScanAction, number][])
            sums[action] = (sums[action] ?? 0) + count
      return sums
    },
    async put(detection, { since, max }) {
      kept.set(detection.id, { ...detection })
      for (const [i, { id, at }] of [...kept.values()].sort(newestFirst).entries())
        if (at < since || i >= max) kept.delete(id)
      for (const hour of hours.keys()) if (hour < since) hours.delete(hour)
    },
    async detections({ mailbox, action, before, limit }) {
      return [...kept.values()]
        .filter(
          (one) =>
            (mailbox === undefined || one.mailbox === mailbox) &&
            (action === undefined || one.action === action) &&
            (before === undefined || newestFirst(before, one) < 0),
        )
        .sort(newestFirst)
        .slice(0, limit)
    },
  }
}

type Age = Pick<Detection, 'at' | 'id'>

const newestFirst = (a: Age, b: Age): number => b.at - a.at || byCodePoints(b.id, a.id)
