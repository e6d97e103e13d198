/** The door of scenarios: conformance runs, audits and replays. */
export { type Audit, type AuditOptions, audit } from './audit.ts'
export { type ConformOptions, conform } from './conform.ts'
export { DEFECTS } from './defects/index.ts'
export { type Played, play } from './harness/play.ts'
export { FOUR_STAGES, type Script, scriptFrom } from './harness/script.ts'
export { embeddedOrigin } from './harness/world.ts'
export { replayCommand } from './replay-command.ts'
