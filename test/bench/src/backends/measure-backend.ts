import { fileURLToPath } from 'node:url';
import { processCpuSeconds, startProcess } from '@ag06/test-support';
import { Child } from '../child.ts';
import { SERVERS, type ServerName } from './servers.ts';

const STEPS_PER_RUN = 3;
const WARM_UP_RUNS = 300;

export interface BackendFigures {
  readonly stepsPerSecond: number;
  /** CPU time of the fleet's own processes, microseconds per run. */
  readonly nodeMicrosPerRun: number;
}

/** The chain on one backend: a worker process and a loading one, or one for both where the database is embedded. */
export async function measureBackend(
  name: ServerName,
  { runs, concurrency, eager }: { runs: number; concurrency: number; eager: boolean },
): Promise<BackendFigures> {
  await using server = await SERVERS[name]();
  const env = {
    ...server.env,
    AG06_AGENTS: fileURLToPath(new URL('../fleet-agents.ts', import.meta.url)),
    AG06_WORKER_AGENTS: 'bench.*',
    AG06_CONCURRENCY: String(concurrency),
    AG06_EAGER: eager ? 'on' : 'off',
  };
  const worker = name === 'embedded' ? undefined : await startWorker(env);
  const loader = new Child('./backends/loader.ts', [], env);
  try {
    await loader.says('ready');
    const pids = [loader.pid, ...(worker === undefined ? [] : [worker.pid])];
    const cpuSeconds = () => pids.reduce((sum, pid) => sum + processCpuSeconds(pid), 0);
    const run = async (count: number) => {
      const completed = loader.says('completed');
      loader.send({ count });
      await completed;
    };
    await run(WARM_UP_RUNS);
    const before = { at: performance.now(), cpu: cpuSeconds() };
    await run(runs);
    return {
      stepsPerSecond: (runs * STEPS_PER_RUN * 1000) / (performance.now() - before.at),
      nodeMicrosPerRun: ((cpuSeconds() - before.cpu) * 1e6) / runs,
    };
  } finally {
    await Promise.all([loader.stop(), worker?.stop()]);
  }
}

const startWorker = (env: Readonly<Record<string, string>>) =>
  startProcess({
    entry: new URL('../../../../services/agent-worker/src/main.ts', import.meta.url),
    env,
    ready: /worker ready/,
  });
