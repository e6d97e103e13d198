/** Systems under test in other processes, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHome } from '#mock-m365/serve'
import { type Ground, type OpenSubject, openSubject } from '../outside/open-subject.ts'

/** cas-core behind the protocol. */
export const casCoreCommand = (time: 'virtual' | 'real' = 'virtual'): string =>
  `'${process.execPath}' cli/main.ts subject --time ${time}`

export interface GroundOptions extends Pick<Ground, 'clock' | 'env' | 'endingMs'> {
  readonly nowMs: number
}

/** @param command what starts the subject @returns the subject, and what ends it and takes its files away */
export async function opened(
  command: string,
  { nowMs, ...ground }: GroundOptions,
): Promise<{ readonly subject: OpenSubject; readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'casproof-subject-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const subject = await openSubject(command, {
      ...ground,
      folder,
      home: openHome(join(folder, 'home'), nowMs),
    })
    const close = async () => {
      await subject.close()
      remove()
    }
    return { subject, close }
  } catch (error) {
    remove()
    throw error
  }
}
