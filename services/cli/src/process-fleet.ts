import { fileURLToPath } from 'node:url';
import { findFreePort } from './find-free-port.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';

const DEFAULT_WORKERS = 2;
/** Workers get longer: their steps end or are handed back. */
const WORKER_GRACE_MS = 35_000;
const GRACE_MS = 12_000;

/** A service of this repository as a child process, under the Node that runs now. */
function serviceProcess(
  name: string,
  service: 'dispatcher' | 'agent-worker',
  env: Readonly<Record<string, string | undefined>>,
  events: ProcessEvents,
): ManagedProcess {
  const entry = fileURLToPath(new URL(`../../${service}/src/main.ts`, import.meta.url));
  const ready = service === 'dispatcher' ? /dispatcher ready/ : /worker ready/;
  const args = ['--conditions=@ag06/source', entry];
  return new ManagedProcess({ name, command: process.execPath, args, env, ready }, events);
}

/** A dispatcher and its workers, as processes of their own. */
export class ProcessFleet implements Fleet {
  readonly description: string;
  readonly #options: FleetOptions;
  readonly #workerCount: number;
  #dispatcher: ManagedProcess | undefined;
  #workers: readonly ManagedProcess[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#workerCount = options.workers ?? DEFAULT_WORKERS;
    this.description = `1 dispatcher, ${this.#workerCount} workers`;
  }

  async start(): Promise<string> {
    const { brokerUrl, events, host, agents } = this.#options;
    const port = this.#options.port === 0 ? await findFreePort() : this.#options.port;
    const shared = { AG06_BROKER_URL: brokerUrl };
    const http = { AG06_HTTP_HOST: host, AG06_HTTP_PORT: String(port) };
    this.#dispatcher = serviceProcess('dispatcher', 'dispatcher', { ...shared, ...http }, events);
    const env = { ...shared, AG06_AGENTS: agents.join(',') };
    this.#workers = Array.from({ length: this.#workerCount }, (_, i) =>
      serviceProcess(`worker-${i + 1}`, 'agent-worker', env, events),
    );
    await Promise.all([this.#dispatcher, ...this.#workers].map((process) => process.start()));
    return `http://${host}:${port}`;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(WORKER_GRACE_MS)));
    await this.#dispatcher?.stop(GRACE_MS);
  }

  kill(): void {
    for (const process of [...this.#workers, this.#dispatcher]) process?.kill();
  }
}
