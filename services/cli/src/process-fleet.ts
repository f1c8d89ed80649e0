import { fileURLToPath } from 'node:url';
import { counted } from './counted.ts';
import { findFreePort } from './find-free-port.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';
import { findServiceEntry, nodeConditions, type ServiceName } from './service-entry.ts';

const DEFAULT_WORKERS = 2;
/** Workers get longer: their steps end or are handed back. */
const WORKER_GRACE_MS = 35_000;
const GRACE_MS = 12_000;

/** Starts a service as a child process of the same Node. It drains when this process ends. */
function serviceProcess(
  name: string,
  service: ServiceName,
  env: Readonly<Record<string, string | undefined>>,
  events: ProcessEvents,
): ManagedProcess {
  const args = [...nodeConditions(), fileURLToPath(findServiceEntry(service)), '--supervised'];
  return new ManagedProcess({ name, command: process.execPath, args, env }, events);
}

/** A dispatcher, an optimizer and workers, as processes of their own. */
export class ProcessFleet implements Fleet {
  readonly description: string;
  readonly #options: FleetOptions;
  readonly #workerCount: number;
  #dispatcher: ManagedProcess | undefined;
  #optimizer: ManagedProcess | undefined;
  #workers: readonly ManagedProcess[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#workerCount = options.workers ?? DEFAULT_WORKERS;
    this.description = `1 dispatcher, 1 optimizer, ${counted(this.#workerCount, 'worker')}`;
  }

  async start(): Promise<string> {
    const { brokerUrl, events, host, agents } = this.#options;
    const port = this.#options.port === 0 ? await findFreePort() : this.#options.port;
    const shared = { AG06_BROKER_URL: brokerUrl };
    const http = { AG06_HTTP_HOST: host, AG06_HTTP_PORT: String(port) };
    this.#dispatcher = serviceProcess('dispatcher', 'dispatcher', { ...shared, ...http }, events);
    this.#optimizer = serviceProcess('optimizer', 'optimizer', shared, events);
    const env = { ...shared, AG06_AGENTS: agents.join(',') };
    this.#workers = Array.from({ length: this.#workerCount }, (_, i) =>
      serviceProcess(`worker-${i + 1}`, 'agent-worker', env, events),
    );
    await Promise.all(
      [this.#dispatcher, this.#optimizer, ...this.#workers].map((process) => process.start()),
    );
    return `http://${host}:${port}`;
  }

  async stop(): Promise<void> {
    // A supervisor such as systemd tells all processes at once to end: those whose turn comes later may be first.
    for (const process of [this.#dispatcher, this.#optimizer]) process?.release();
    await Promise.all(this.#workers.map((worker) => worker.stop(WORKER_GRACE_MS)));
    await Promise.all([this.#dispatcher?.stop(GRACE_MS), this.#optimizer?.stop(GRACE_MS)]);
  }

  kill(): void {
    for (const process of [...this.#workers, this.#dispatcher, this.#optimizer]) process?.kill();
  }
}
