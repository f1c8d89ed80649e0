import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Refusal } from '@ag06/contracts';
import { toProblem } from '../../refusals/to-problem.ts';

/** How long a refused sender may go on before its connection is cut, in milliseconds. */
const LINGER_MS = 1_000;

/** What Node's parser refuses, by its codes. Every other code becomes REQUEST_MALFORMED. */
const PARSER_REFUSALS: Readonly<Record<string, () => Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () =>
    new Refusal(408, 'REQUEST_TIMED_OUT', 'The request did not arrive in time. Send it again.'),
  HPE_HEADER_OVERFLOW: () =>
    new Refusal(
      431,
      'HEADERS_TOO_LARGE',
      'The request line and the headers are larger than 16 KiB together. Send fewer or shorter ones.',
    ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () =>
    new Refusal(
      413,
      'BODY_TOO_LARGE',
      'The chunk extensions of the body are too large. Send the body without them.',
    ),
};

/** Answers what is no valid HTTP, and closes the connection. For `clientError` of a server. */
export function refuseBrokenRequest(error: Error & { code?: string; reason?: string }, socket: Socket): void {
  // The rest of a refused request is no second request.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const make = PARSER_REFUSALS[error.code ?? ''];
  const reason = error.reason ?? error.message;
  endWith(
    socket,
    make?.() ??
      new Refusal(400, 'REQUEST_MALFORMED', `This is no HTTP request: ${reason}. Use a client of HTTP/1.1.`),
  );
}

/** Answers a CONNECT, because this is no proxy. For `connect` of a server. */
export function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  endWith(socket, new Refusal(405, 'METHOD_NOT_ALLOWED', 'This is no proxy: CONNECT leads nowhere.'));
}

function endWith(socket: Duplex, refusal: Refusal): void {
  socket.on('error', () => {});
  socket.end(toText(refusal));
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  cut.unref();
  socket.once('close', () => clearTimeout(cut));
}

/** Answers an unknown `Expect`. For `checkExpectation` of a server. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const message = `There is no way to meet \`Expect: ${request.headers.expect?.slice(0, 100)}\`; only 100-continue is known.`;
  const refusal = new Refusal(417, 'EXPECTATION_UNKNOWN', message);
  const { body, headers } = toAnswer(refusal);
  response.writeHead(refusal.status, headers).end(body);
}

function toAnswer(refusal: Refusal) {
  const body = JSON.stringify(toProblem(refusal));
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-correlation-id': randomUUID(),
    connection: 'close',
  };
  return { body, headers };
}

function toText(refusal: Refusal): string {
  const { body, headers } = toAnswer(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`, ...lines, '', body].join('\r\n');
}
