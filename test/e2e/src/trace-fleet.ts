import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A service that the fleet calls, and what it was sent. */
export interface CalledService extends AsyncDisposable {
  readonly url: string;
  /** What a worker is told, so that it may call it. */
  readonly env: Readonly<Record<string, string>>;
  readonly seen: IncomingHttpHeaders[];
}

export const TRACE_AGENTS = fileURLToPath(new URL('./trace-agents.ts', import.meta.url));

export async function startCalledService(): Promise<CalledService> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    env: { AG06_HTTP_ALLOW: `127.0.0.1:${port}` },
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A chain over both workers and on within one, a step that is tried again, a list, and joins: every way in which work comes
 * of other work. The worker of `core.*` is the last to get to the last join, whose step is the other's.
 */
export const traced = (url: string) => ({
  name: 'traced',
  steps: {
    a: { agent: 'core.echo', with: 1 },
    b: { agent: 'trace.inner', needs: ['a'], with: '${steps.a.output}' },
    c: { agent: 'trace.inner', needs: ['b'] },
    d: { agent: 'trace.inner', needs: ['b', 'c'] },
    call: { agent: 'http.request', needs: ['d'], with: { url: `${url}/orders?token=secret` } },
    flaky: {
      agent: 'core.fail',
      needs: ['call'],
      with: { times: 1 },
      retry: { maxAttempts: 2, initialDelay: 100, jitter: 'none' },
    },
    each: { agent: 'core.echo', forEach: '${[1, 2, 3, 4, 5]}', concurrency: 2, with: '${item}' },
    join: { agent: 'trace.inner', needs: ['call', 'flaky', 'each'] },
  },
  output: { c: '${steps.c.output.traceparent}', join: '${steps.join.output.traceparent}' },
});
