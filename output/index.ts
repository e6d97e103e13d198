/** The door of the room for output other than reports: text on a terminal, shell words, files. Every room may use this room. */

export { fileFailure } from './file-failure.ts'
export { makeFolder } from './folder.ts'
export { requireWritable, writeFiles } from './report-files.ts'
export { quotedWord, type Shell, shellWord } from './shell-word.ts'
export { printable, terminalJson, terminalLine, terminalText } from './terminal-text.ts'
