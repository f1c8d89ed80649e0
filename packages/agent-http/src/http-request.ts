import { type Agent, agent, Retryable } from '@ag06/agent-kit';
import { runWithTimeout } from '@ag06/resilience';
import type { RequestOutput } from './answer.ts';
import { describeUrl } from './call-url.ts';
import type { Connections } from './connections.ts';
import { RequestInput } from './request-input.ts';
import { sendCall } from './send-call.ts';
import { toOutgoing } from './to-outgoing.ts';
import { toOutput } from './to-output.ts';
import { traceCall } from './trace-call.ts';

/**
 * Returns the host of a call, which names its breaker, because a host fails as a whole. Undefined for an invalid URL.
 */
export function toHost(input: unknown): string | undefined {
  const url = typeof input === 'object' && input !== null && 'url' in input ? String(input.url) : '';
  const { protocol, hostname, port } = new URL(url);
  return `http:${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`.replaceAll(/[[\]]/g, '');
}

/** Whether a call only reads. Without a method it does. */
function isRead(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  return !('method' in input) || input.method === 'GET' || input.method === 'HEAD';
}

/** Creates the agent `http.request` over these connections. */
export function createHttpRequest(connections: Pick<Connections, 'request'>): Agent {
  return agent({
    name: 'http.request',
    description: 'Calls a URL and gives `{status, url, headers, body}`.',
    input: RequestInput,
    dependency: toHost,
    idempotent: isRead,
    handler: (input, context): Promise<RequestOutput> =>
      traceCall(input, context, async (traceparent, onStatus) => {
        const { idempotencyKey, correlationId } = context;
        const first = toOutgoing(input, { idempotencyKey, correlationId, traceparent });
        const what = `${first.method} ${describeUrl(first.url)}`;
        const result = await runWithTimeout(input.timeout, context.signal, async (signal) => {
          const call = await sendCall(connections, first, input.followRedirects, signal);
          onStatus(call.answer.status);
          return toOutput(call, input, Date.now());
        });
        switch (result.status) {
          case 'done':
            context.log.debug('HTTP call', { call: what, status: result.value.status });
            return result.value;
          case 'timed_out':
            throw new Retryable(`${what} took longer than ${input.timeout} ms (\`timeout\`).`, {
              code: 'HTTP_TIMED_OUT',
            });
          case 'aborted':
            throw context.signal.reason;
        }
      }),
  });
}
