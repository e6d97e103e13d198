/** The door of what goes out beside reports: text on a terminal, words of a shell line, files. A leaf: each room may use it. */

export { fileFailure } from './file-failure.ts'
export { makeFolder } from './folder.ts'
export { requireWritable, writeFiles } from './report-files.ts'
export { quotedWord, type Shell, shellWord } from './shell-word.ts'
export { printable, terminalJson, terminalLine, terminalText } from './terminal-text.ts'
