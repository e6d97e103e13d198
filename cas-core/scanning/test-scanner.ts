/** A scanner for simulated runs: it judges by a test header, and by the text with which malware engines are tested. */
import type { ScannedMessage, Scanner, Verdict } from '../ports.ts'

/** Proposed: `malware` quarantines, `delete` deletes. */
const TEST_HEADER = 'x-scan-test'
/** https://www.eicar.org/download-anti-malware-testfile/ */
const EICAR = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'
const FILTER = 'Malware Scanning'

export const testScanner = (): Scanner => ({
  async scan(message): Promise<Verdict> {
    const said = message.headers.find(({ name }) => name.toLowerCase() === TEST_HEADER)?.value.toLowerCase()
    if (said === 'delete') return { action: 'Delete', filter: FILTER }
    const isMalware = said === 'malware' || message.body.content.includes(EICAR) || (await isInFile(message))
    return isMalware ? { action: 'Quarantine', filter: FILTER } : { action: 'Pass', filter: undefined }
  },
})

async function isInFile(message: ScannedMessage): Promise<boolean> {
  const files = await message.attachments()
  return files.some(({ contentBytes }) => Buffer.from(contentBytes, 'base64').includes(EICAR))
}
