import type { IncomingMessage, ServerResponse } from 'node:http';
import { discardBody } from '@ag06/http-server';
import type { FetchHandler } from '../options.ts';

/** A request as Express hands it on: with the whole path, and a body that a parser may have read. */
interface NodeRequest extends IncomingMessage {
  readonly originalUrl?: string | undefined;
  readonly body?: unknown;
}

/**
 * Mounts a handler in a server of `node:http` and what is built on it: Express (`app.use('/fleet', …)`), Fastify (`reply.hijack()`,
 * then `request.raw` and `reply.raw`). The handler's `basePath` is the whole path at which it is mounted. Never rejects.
 */
export function toNodeHandler(
  handler: FetchHandler,
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asked = toRequest(request, gone.signal);
    if (asked === undefined) {
      response.writeHead(400).end();
      return;
    }
    const answer = await handler(asked);
    // What was not read of the body would be taken for the next request.
    if (!request.complete && request.httpVersionMajor === 1) response.setHeader('connection', 'close');
    const end = () => {
      if (!request.complete && request.httpVersionMajor === 1) discardBody(request);
      response.end();
    };
    await send(answer, response, gone.signal, end).catch(() => response.destroy());
  };
}

/** Undefined for what no `Request` can be, such as the method TRACE. */
function toRequest(request: NodeRequest, signal: AbortSignal): Request | undefined {
  const { method = 'GET', headers, socket } = request;
  const path = request.originalUrl ?? request.url ?? '/';
  // A path such as //name would be read as a host.
  const whole = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? 'localhost'}${path}`;
  const url = URL.canParse(whole) ? whole : `http://localhost${path}`;
  const body = method === 'GET' || method === 'HEAD' ? {} : toBody(request);
  try {
    return new Request(url, { method, headers: toHeaders(headers), signal, ...body });
  } catch {
    return undefined;
  }
}

function toHeaders(headers: IncomingMessage['headers']): Headers {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // Names that begin with a colon are HTTP/2's own.
    if (!name.startsWith(':')) for (const one of [value ?? []].flat()) given.append(name, one);
  }
  return given;
}

/** What a parser has read is written again; its bytes are gone. */
function toBody(request: NodeRequest): RequestInit & { readonly duplex?: 'half' } {
  if (!request.readableEnded) return { body: toStream(request), duplex: 'half' };
  return request.body === undefined ? {} : { body: JSON.stringify(request.body) };
}

/** Its bytes as they are read. A reader that gives it up leaves the connection as it is, over which the answer goes. */
function toStream(request: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

async function send(
  answer: Response,
  response: ServerResponse,
  gone: AbortSignal,
  end: () => void,
): Promise<void> {
  response.statusCode = answer.status;
  // A response may set several cookies.
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (answer.body === null) return end();
  response.flushHeaders();
  const reader = answer.body.getReader();
  gone.addEventListener('abort', () => void reader.cancel().catch(() => {}));
  if (gone.aborted) await reader.cancel();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!response.write(value)) await drained(response, gone);
  }
  end();
}

function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve();
    response.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
}
