/**
 * Conditions on attached files. The service inspects a file to find its type; the mock uses name and media
 * type (inferred), and the message's data on the file's text, properties and protection.
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/inspect-message-attachments
 */
import type { AttachedFile } from '../message.ts'
import { patternTest } from '../patterns/patterns.ts'
import { type TextTest, wordTest } from '../patterns/word-tests.ts'
import { firstOf, type Maker, ofMessage, type TestOf, wordsByName } from './predicate.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

const OFFICE = set('docm docx pptm pptx pub one xlsb xlsm xlsx doc ppt xls')
const ARCHIVES = set('bz2 cab gz rar tar zip 7z')
/** Documented: files whose text rules can read. */
const READ = new Set([
  ...OFFICE,
  ...ARCHIVES,
  ...set('rtf vdw vsd vss vst pdf html xml odp ods odt dxf jpg tiff'),
  ...set('txt asm bat c cmd cpp cxx def dic h hpp hxx ibq idl inc inf ini inx js log m3u pl rc reg vbs wtx'),
])
/** Documented: files that count as executable; self-extracting and Java archives do not. */
const EXECUTABLE = set('dll exe vxd os2 w16 dos com pif')
const EXECUTABLE_TYPES = set(
  'application/x-msdownload application/x-dosexec application/vnd.microsoft.portable-executable',
)
/** Documented: files whose password protection is detected. */
const PROTECTED = new Set([...OFFICE, ...set('zip 7z rar tar pdf')])

/** Documented: how much text of one file rules read; here in characters. */
const TEXT_MAX = 1_048_576

const extensionOf = (name: string): string =>
  name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : ''

/** A file without an extension is judged by its media type: text is read. */
const isRead = ({ name, type }: AttachedFile): boolean =>
  READ.has(extensionOf(name)) || (extensionOf(name) === '' && type.startsWith('text/'))

const isExecutable = ({ name, type }: AttachedFile): boolean =>
  EXECUTABLE.has(extensionOf(name)) || EXECUTABLE_TYPES.has(type.toLowerCase())

/** The first file that a test matches; its name is the answer where the test has no other. */
const anyFile =
  (
    cost: number,
    makeTest: (values: readonly string[]) => (file: AttachedFile) => string | boolean | undefined,
  ): Maker =>
  ({ values }) => {
    const test = makeTest(values)
    return ofMessage(cost, ({ message }) =>
      firstOf(message.attachments, (file) => {
        const found = test(file)
        return found === true ? file.name : found || undefined
      }),
    )
  }

/** Lower-cased text of a supported file without a password. */
const textOf = (file: AttachedFile): string =>
  file.text === undefined || file.inspection === 'password protected' || !isRead(file)
    ? ''
    : file.text.slice(0, TEXT_MAX).toLowerCase()

const byText = (testOf: TestOf) => (values: readonly string[]) => {
  const test = testOf(values)
  return (file: AttachedFile) => test(textOf(file))
}

const exactWords: TestOf = (values) => {
  const sought = new Map(values.map((value) => [value.replace(/^\./, '').toLowerCase(), value]))
  return (extension) => sought.get(extension)
}

/** Properties of Office documents alone (documented). */
function byProperties(values: readonly string[]): (file: AttachedFile) => string | undefined {
  const tests = wordsByName(values, wordTest, true)
  return ({ name, properties = {} }) => {
    if (!OFFICE.has(extensionOf(name))) return undefined
    const held = new Map(Object.entries(properties).map(([one, value]) => [one.toLowerCase(), value]))
    return firstOf(tests, ([property, test]: readonly [string, TextTest]) =>
      test((held.get(property) ?? '').toLowerCase()),
    )
  }
}

export const FILES: Readonly<Record<string, Maker>> = {
  AttachmentNameMatchesPatterns: anyFile(8, (values) => {
    const test = patternTest(values)
    return ({ name }) => test(name.toLowerCase())
  }),
  AttachmentExtensionMatchesWords: anyFile(5, (values) => {
    const test = exactWords(values)
    return ({ name }) => test(extensionOf(name))
  }),
  AttachmentContainsWords: anyFile(11, byText(wordTest)),
  AttachmentMatchesPatterns: anyFile(12, byText(patternTest)),
  AttachmentPropertyContainsWords: anyFile(5, byProperties),
  AttachmentHasExecutableContent: anyFile(3, () => isExecutable),
  // A file that is neither readable nor executable (documented).
  AttachmentIsUnsupported: anyFile(3, () => (file) => !isRead(file) && !isExecutable(file)),
  AttachmentIsPasswordProtected: anyFile(
    3,
    () =>
      ({ name, inspection }) =>
        inspection === 'password protected' && PROTECTED.has(extensionOf(name)),
  ),
  AttachmentProcessingLimitExceeded: anyFile(
    3,
    () =>
      ({ inspection }) =>
        inspection === 'incomplete',
  ),
}
