import { join } from 'node:path';
import {
  findFreePort,
  type PrometheusServer,
  type RedisServer,
  type ServiceProcess,
  startProcess,
  startPrometheus,
  startRedis,
} from '@ag06/test-support';
import { ROOT } from '../repository.ts';

/** Real services on a real Redis, scraped by a real Prometheus with the rules of `deploy/`. */
export interface WatchedFleet extends AsyncDisposable {
  readonly api: string;
  /** Where each service answers probes. */
  readonly probed: Readonly<Record<string, string>>;
  readonly redis: RedisServer;
  readonly prometheus: PrometheusServer;
}

export async function startWatchedFleet(): Promise<WatchedFleet> {
  await using started = new AsyncDisposableStack();
  const redis = started.use(await startRedis());
  const dispatcher = started.use(await startService('dispatcher', redis, { AG06_HTTP_PORT: '0' }));
  const [, api = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/, 30_000);
  const [workerPort, optimizerPort] = [String(await findFreePort()), String(await findFreePort())];
  const worker = started.use(await startService('agent-worker', redis, { AG06_HEALTH_PORT: workerPort }));
  await worker.waitForLine(/worker ready/, 30_000);
  const optimizer = started.use(await startService('optimizer', redis, { AG06_HEALTH_PORT: optimizerPort }));
  await optimizer.waitForLine(/optimizer ready/, 30_000);
  const prometheus = started.use(
    await startPrometheus({
      targetsUrl: `${api}/v1/targets`,
      ruleFiles: [join(ROOT, 'deploy/prometheus/rules.yaml')],
    }),
  );
  const owned = started.move();
  const probed = {
    dispatcher: api,
    'agent-worker': `http://127.0.0.1:${workerPort}`,
    optimizer: `http://127.0.0.1:${optimizerPort}`,
  };
  return { api, probed, redis, prometheus, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const startService = (
  service: string,
  redis: RedisServer,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> =>
  startProcess({
    entry: join(ROOT, 'services', service, 'src/main.ts'),
    fromSources: true,
    env: { AG06_BROKER_URL: redis.url, ...env },
  });
