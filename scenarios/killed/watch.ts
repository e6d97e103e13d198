/** What killed processes said and left. */
import { expect } from 'vitest'
import type { Journal, JournalRecord } from '#cas-core'
import { type CycleStage, DAY_MS } from './orders.ts'

export class Watch {
  /** Records that a process was told are kept, in order, after those that were looked into. */
  told: JournalRecord[] = []
  /** How many records were looked into. */
  version = 0
  readonly lines: string[] = []
  stage: CycleStage = 'provision'
  /** How far the product's clock is ahead of the machine's. */
  aheadMs = 0
  /** How long processes would have waited, without the days between stages. */
  waitedMs = 0
  /** The stage and the kind of the last line before each kill. */
  readonly last: string[] = []
  /** Kills after which a stage has come to its end, and those after which none has yet. */
  resumed = 0
  pending = 0

  hear(line: string): void {
    this.lines.push(line)
    const [word, ...rest] = line.split(' ')
    if (word === 'stage') this.stage = rest[0] as CycleStage
    if (word === 'slept') {
      const ms = Number(rest[0])
      this.aheadMs += ms
      this.waitedMs += ms === DAY_MS ? 0 : ms
    }
    if (word === 'told') {
      const records: JournalRecord[] = JSON.parse(rest.slice(1).join(' '))
      this.told.push(...records)
      expect(Number(rest[0])).toBe(this.version + this.told.length)
    }
  }

  /** Records up to a version are not looked into any more. */
  skip(version: number): void {
    this.version = version
    this.told = []
  }

  /** What was told is in the store; at most the last append is there without having been told. */
  async lookInto(journal: Journal): Promise<void> {
    this.last.push(`${this.stage} ${this.lines.at(-1)?.split(' ')[0]}`)
    this.pending++
    const { records } = await journal.read(this.version)
    expect(records.slice(0, this.told.length)).toEqual(this.told)
    const last = this.lines.findLast((line) => line === 'append' || line.startsWith('told'))
    expect(records.length - this.told.length).toBeLessThanOrEqual(last === 'append' ? 1 : 0)
    this.skip(this.version + records.length)
  }
}
