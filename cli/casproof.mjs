#!/usr/bin/env node
/** What a shell starts: in JavaScript, so that a Node which cannot read TypeScript can say so. */

// Whoever reads only the first lines has had enough: that is no failure.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`casproof: standard output cannot be written: ${error.message}\n`)
  process.exit(2)
})

if (process.features.typescript) await import('./main.ts')
else {
  process.stderr.write(
    `casproof: Node ${process.versions.node} cannot run TypeScript. The project brings its own Node 24, which "npm ci" installs unless it is told --ignore-scripts; run "npm rebuild node", or use Node 24.\n`,
  )
  process.exitCode = 2
}
