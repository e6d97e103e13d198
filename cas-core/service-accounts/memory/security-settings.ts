/** What an account remembers of the last check of related security settings: a grant shows it and does not depend on it. */
import type { JournalRecord } from '../../ports.ts'

export interface CheckedSettings {
  readonly failures: number
  readonly warnings: number
  readonly advice: number
}

export interface SecuritySettingsEntry extends CheckedSettings {
  readonly type: 'security settings checked'
}

export class SecuritySettingsMemory {
  /** Undefined before the first check. */
  last: (CheckedSettings & Pick<JournalRecord, 'at'>) | undefined

  take(taken: JournalRecord): void {
    const record = taken as SecuritySettingsEntry & JournalRecord
    if (record.type !== 'security settings checked') return
    const { at, failures, warnings, advice } = record
    this.last = { at, failures, warnings, advice }
  }
}
