import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FetchHandler } from '../options.ts';

/** A request as Express hands it on: with the whole path, and a body that a parser may have read. */
interface NodeRequest extends IncomingMessage {
  readonly originalUrl?: string | undefined;
  readonly body?: unknown;
}

/**
 * Mounts a handler in a server of `node:http` and what is built on it: Express (`app.use('/fleet', …)`), Fastify (`reply.hijack()`,
 * then `request.raw` and `reply.raw`). The handler's `basePath` is the whole path at which it is mounted.
 */
export function toNodeHandler(
  handler: FetchHandler,
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await handler(toRequest(request, gone.signal));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) {
      response.end();
      return;
    }
    const reader = answer.body.getReader();
    gone.signal.addEventListener('abort', () => void reader.cancel().catch(() => {}));
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!response.write(value)) await drained(response, gone.signal);
    }
    response.end();
  };
}

function toRequest(request: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET', headers, socket } = request;
  const origin = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;
  const path = request.originalUrl ?? request.url ?? '/';
  // A path such as //name would be read as a host.
  const whole = `${origin}${path}`;
  const url = URL.canParse(whole) ? whole : `http://localhost${path}`;
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // Names that begin with a colon are HTTP/2's own.
    if (name.startsWith(':')) continue;
    for (const one of [value ?? []].flat()) given.append(name, one);
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers: given, signal });
  return new Request(url, { method, headers: given, signal, ...toBody(request) });
}

/** What a parser has read is written again; its bytes are gone. */
function toBody(request: NodeRequest): RequestInit & { readonly duplex?: 'half' } {
  if (!request.readableEnded) return { body: Readable.toWeb(request), duplex: 'half' };
  return request.body === undefined ? {} : { body: JSON.stringify(request.body) };
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve());
  });
}
