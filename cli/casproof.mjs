#!/usr/bin/env node
/** What a shell starts: in JavaScript, so that a Node which cannot read TypeScript can say so. */

if (process.features.typescript) await import('./main.ts')
else {
  process.stderr.write(
    `casproof: Node ${process.versions.node} cannot run TypeScript. The project brings its own Node 24, which "npm ci" installs unless it is told --ignore-scripts; run "npm rebuild node", or use Node 24.\n`,
  )
  process.exitCode = 2
}
