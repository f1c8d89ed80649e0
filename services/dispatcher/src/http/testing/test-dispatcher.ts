import { type RedisServer, type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';

/** A dispatcher in a process of its own, with its Redis. */
export interface TestDispatcher {
  readonly redis: RedisServer;
  readonly process: ServiceProcess;
  readonly url: string;
  stop(): Promise<void>;
}

/** A workflow whose agent no worker serves. */
export const GOOD = {
  name: 'good',
  input: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
  steps: { a: { agent: 'x.a', with: { n: '${input.n}' } } },
};

export const startDispatcherProcess = (
  brokerUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> =>
  startProcess({
    entry: new URL('../../main.ts', import.meta.url),
    env: { AG06_BROKER_URL: brokerUrl, AG06_HTTP_PORT: '0', ...env },
  });

/** Resolves with the address of the API once it answers. */
export async function untilReady(dispatcher: ServiceProcess): Promise<string> {
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  return url;
}

/** Starts a dispatcher that has the workflow `GOOD`. */
export async function startTestDispatcher(): Promise<TestDispatcher> {
  const redis = await startRedis();
  const process = await startDispatcherProcess(redis.url);
  const url = await untilReady(process);
  const pushed = await fetch(`${url}/v1/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(GOOD),
  });
  if (pushed.status !== 201) throw new Error(`The workflow was refused with ${pushed.status}.`);
  return {
    redis,
    process,
    url,
    async stop() {
      await process.stop();
      await redis.stop();
    },
  };
}
