/**
 * Answers to bytes that are not a request. Microsoft's services are behind the HTTP server in the Windows
 * kernel, which refuses such requests with its own pages. Status, heading and sentence are observed; that all
 * three services answer so is inferred.
 * https://learn.microsoft.com/troubleshoot/developer/webapps/iis/site-behavior-performance/troubleshoot-http-400-errors-in-iis
 */
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

interface Page {
  readonly status: 400 | 408
  readonly heading: string
  readonly sentence: string
}

const BAD: Page = { status: 400, heading: 'Bad Request', sentence: 'The request is badly formed.' }
const REASONS = { 400: 'Bad Request', 408: 'Request Timeout' } as const

/** Answers by the code of the parser's error. */
const PAGES: Readonly<Record<string, Page>> = {
  HPE_HEADER_OVERFLOW: {
    status: 400,
    heading: 'Bad Request - Request Too Long',
    sentence: 'The size of the request headers is too long.',
  },
  HPE_INVALID_METHOD: {
    status: 400,
    heading: 'Bad Request - Invalid Verb',
    sentence: 'The request verb is invalid.',
  },
  HPE_INVALID_URL: {
    status: 400,
    heading: 'Bad Request - Invalid URL',
    sentence: 'The request URL is invalid.',
  },
  HPE_INVALID_HEADER_TOKEN: {
    status: 400,
    heading: 'Bad Request - Invalid Header',
    sentence: 'The request has an invalid header name.',
  },
  // The Windows server only breaks the connection (documented: Timer_HeaderWait); here a status tells a test
  // what was wrong.
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    heading: 'Request Timeout',
    sentence: 'The request was not complete in time.',
  },
}

/** Answers and closes, after the answers to earlier complete requests on the same connection. */
export function refuseBroken(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const before = answerUnderWay(socket)
  if (before) before.once('close', () => refuseBroken(error, socket))
  else socket.end(written(PAGES[error.code ?? ''] ?? BAD), () => socket.destroy())
}

/**
 * The answer in progress to a complete request. Node keeps the response that uses the socket in this
 * undocumented property; without it answers would be mixed.
 */
function answerUnderWay(socket: Duplex): ServerResponse | undefined {
  const { _httpMessage: response } = socket as { readonly _httpMessage?: ServerResponse | null }
  return response?.req.complete ? response : undefined
}

function written({ status, heading, sentence }: Page): string {
  const body = [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">',
    `<HTML><HEAD><TITLE>${REASONS[status]}</TITLE>`,
    '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>',
    `<BODY><h2>${heading}</h2>`,
    `<hr><p>HTTP Error ${status}. ${sentence}</p>`,
    '</BODY></HTML>',
    '',
  ].join('\r\n')
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'Content-Type: text/html; charset=us-ascii',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
