import { fault } from './fault.ts'

const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><h1>Sign in to go on</h1></body></html>\n'

/** A proxy on the way that answers in the service's place, as those do that want somebody to sign in. Inferred. */
export const proxyPage = fault({
  name: 'proxy-page',
  story: 'nothing happens; a proxy on the way answers with 200 and a page of its own',
  knobs: {},
  play: () => ({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: PAGE }),
})
