import type { CallOptions, Client } from '@ag06/client';
import type { EventHub } from './event-hub.ts';
import type { Caller, WorkflowAccess } from './options.ts';
import { ProblemError } from './problem.ts';

/** What one request is answered with. */
export interface Call {
  readonly request: Request;
  readonly client: Client;
  readonly workflows: ReadonlyMap<string, WorkflowAccess>;
  readonly hub: EventHub;
  readonly bodyBytes: number;
  readonly caller: Caller;
  /** The tag of the caller's runs. */
  readonly owner: string;
  /** For a request that is answered for long: asks again who calls, once a while. Resolves with whether it is still this tenant. */
  readonly isStillAllowed: () => Promise<boolean>;
  /** Ends calls of the fleet with the request, and carries its trace. */
  readonly options: CallOptions;
}

/** The trace that a request belongs to (W3C Trace Context), so that the fleet's spans join it. */
export function toCallOptions({ headers, signal }: Request): CallOptions {
  const traceparent = headers.get('traceparent');
  const tracestate = headers.get('tracestate');
  return {
    signal,
    ...(traceparent !== null && {
      headers: { traceparent, ...(tracestate !== null && { tracestate }) },
    }),
  };
}

/** The caller's `Idempotency-Key`. Throws `ProblemError` KEY_INVALID. */
export function readKey({ headers }: Request): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (/^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/.test(key)) return key;
  throw new ProblemError(422, 'KEY_INVALID', 'An Idempotency-Key is 1 to 128 printable ASCII characters.');
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
