import type { RequestListener } from 'node:http';
import { createCaller } from './call.ts';
import { type LocalServer, startServer } from './local-server.ts';

export interface Bench extends AsyncDisposable {
  readonly server: LocalServer;
  readonly url: string;
  readonly call: ReturnType<typeof createCaller>['call'];
  readonly close: () => Promise<void>;
}

/** An agent and the one server that it may call. */
export async function startBench(respond: RequestListener | LocalServer): Promise<Bench> {
  const server = typeof respond === 'function' ? await startServer(respond) : respond;
  const caller = createCaller([`127.0.0.1:${server.port}`]);
  return {
    server,
    url: server.url,
    call: caller.call,
    close: caller.close,
    [Symbol.asyncDispose]: async () => {
      await caller.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
