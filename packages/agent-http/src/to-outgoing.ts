import type { AgentContext } from '@ag06/agent-kit';
import { withDefaults } from './header-rules.ts';
import type { OutgoingRequest } from './next-request.ts';
import { ACCEPT_ENCODING } from './read-body.ts';
import type { RequestInput } from './request-input.ts';

type Query = RequestInput['query'];

/** Returns the first request of a call: the caller's input, with the headers that identify the call. */
export function toOutgoing(
  input: RequestInput,
  context: Pick<AgentContext, 'idempotencyKey' | 'correlationId' | 'traceparent'>,
): OutgoingRequest {
  const { url, method, headers, query, body } = input;
  const isText = typeof body === 'string';
  const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    url: withQuery(url, query),
    method,
    headers: withDefaults(headers, {
      'user-agent': 'ag06',
      'idempotency-key': context.idempotencyKey,
      'x-correlation-id': context.correlationId,
      traceparent: context.traceparent,
      'accept-encoding': ACCEPT_ENCODING,
      'content-type': body === undefined ? undefined : contentType,
    }),
    body: isText || body === undefined ? body : JSON.stringify(body),
  };
}

function withQuery(url: URL, query: Query): URL {
  const made = new URL(url);
  made.hash = '';
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) made.searchParams.append(name, String(one));
    }
  }
  return made;
}
