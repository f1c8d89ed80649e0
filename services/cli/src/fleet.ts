import { fileURLToPath } from 'node:url';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';
import { findFreePort, type PrivateRedis, startPrivateRedis } from './private-redis.ts';

/** Workers get longer: their steps end or are handed back. */
const WORKER_GRACE_MS = 35_000;
const GRACE_MS = 12_000;

export interface FleetOptions {
  readonly workers: number;
  /** Modules of agents, as paths from the working directory. */
  readonly agents: readonly string[];
  /** Undefined: a private Redis in `redisFolder`. */
  readonly brokerUrl: string | undefined;
  readonly redisFolder: string;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly events: ProcessEvents;
}

/** A service of this repository as a child process, under the Node that runs now. */
export function serviceProcess(
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

/** A dispatcher and its workers, as processes of their own, and a Redis if none is given. */
export class Fleet {
  readonly #options: FleetOptions;
  #redis: PrivateRedis | undefined;
  #dispatcher: ManagedProcess | undefined;
  #workers: readonly ManagedProcess[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Resolves with the URL of the API when all are up. */
  async start(): Promise<string> {
    const { brokerUrl, redisFolder, events, host, workers, agents } = this.#options;
    if (brokerUrl === undefined) this.#redis = await startPrivateRedis(redisFolder, events);
    const broker = brokerUrl ?? this.#redis?.url;
    const port = this.#options.port === 0 ? await findFreePort() : this.#options.port;
    const http = { AG06_HTTP_HOST: host, AG06_HTTP_PORT: String(port) };
    this.#dispatcher = serviceProcess(
      'dispatcher',
      'dispatcher',
      { AG06_BROKER_URL: broker, ...http },
      events,
    );
    const env = { AG06_BROKER_URL: broker, AG06_AGENTS: agents.join(',') };
    this.#workers = Array.from({ length: workers }, (_, i) =>
      serviceProcess(`worker-${i + 1}`, 'agent-worker', env, events),
    );
    await Promise.all([this.#dispatcher, ...this.#workers].map((process) => process.start()));
    return `http://${host}:${port}`;
  }

  /** Workers first, so that what they finish is still answered for. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(WORKER_GRACE_MS)));
    await this.#dispatcher?.stop(GRACE_MS);
    await this.#redis?.process.stop(GRACE_MS);
  }

  kill(): void {
    for (const process of [...this.#workers, this.#dispatcher, this.#redis?.process]) process?.kill();
  }

  get pids(): readonly number[] {
    const all = [...this.#workers, this.#dispatcher, this.#redis?.process];
    return all.flatMap((process) => process?.pid ?? []);
  }
}
