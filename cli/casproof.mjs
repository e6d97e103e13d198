#!/usr/bin/env node
/** What a shell starts: in JavaScript, so that a Node which cannot read TypeScript can say so. */

import * as nodeModule from 'node:module'

if (process.features.typescript) {
  // Before the first file in TypeScript is read: what strips types is then not even loaded by later starts.
  nodeModule.enableCompileCache()
  await import('./main.ts')
} else {
  process.stderr.write(
    `casproof: Node ${process.versions.node} cannot run TypeScript. The project brings its own Node 24, which "npm ci" installs unless it is told --ignore-scripts; run "npm rebuild node", or use Node 24.\n`,
  )
  process.exitCode = 2
}
