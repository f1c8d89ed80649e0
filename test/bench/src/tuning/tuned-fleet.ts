import { fileURLToPath } from 'node:url';
import type { AgentObjective } from '@ag06/contracts/tuning';
import { type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';

interface TunedFleetOptions {
  readonly mode: 'off' | 'live';
  readonly workers: number;
  readonly serviceUrl: string;
  readonly objective: AgentObjective;
}

/** A fleet with an optimizer, and the agent that calls the service. */
interface TunedFleet extends AsyncDisposable {
  readonly url: string;
  readonly optimizer: ServiceProcess;
  readonly workers: readonly ServiceProcess[];
}

const READY_TIMEOUT_MS = 60_000;
const entryOf = (service: string): string =>
  fileURLToPath(new URL(`../../../../services/${service}/src/main.ts`, import.meta.url));

/** Dispatcher, workers and optimizer as processes of their own, on a Redis of their own. All settings are the defaults. */
export async function startTunedFleet(options: TunedFleetOptions): Promise<TunedFleet> {
  const { mode, workers: count, serviceUrl, objective } = options;
  await using starting = new AsyncDisposableStack();
  const redis = starting.use(await startRedis());
  const start = (service: string, ready: RegExp, env: Readonly<Record<string, string>>) =>
    startProcess({
      entry: entryOf(service),
      env: { AG06_BROKER_URL: redis.url, ...env },
      ready,
      readyTimeoutMs: READY_TIMEOUT_MS,
    }).then((process) => starting.use(process));
  const dispatcher = await start('dispatcher', /dispatcher ready/, { AG06_HTTP_PORT: '0' });
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  const optimizer = await start('optimizer', /optimizer ready/, { AG06_OPTIMIZER_MODE: mode });
  const workers: ServiceProcess[] = [];
  for (let i = 0; i < count; i++)
    workers.push(
      await start('agent-worker', /worker ready/, {
        AG06_AGENTS: fileURLToPath(new URL('./call-agent.ts', import.meta.url)),
        AG06_WORKER_AGENTS: 'bench.*',
        BENCH_SERVICE_URL: serviceUrl,
        BENCH_OBJECTIVE: JSON.stringify(objective),
      }),
    );
  const stack = starting.move();
  return { url, optimizer, workers, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
