/** A smaller door of scenarios: what programs need that are systems under test. It loads no harness. */

export { LISTEN_VARIABLE, PROTOCOL_VERSION, type SubjectSettings, type Told } from './schemas.ts'
export { type Adapter, type Answering, answerProtocol } from './server.ts'
