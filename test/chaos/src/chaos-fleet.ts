import { fileURLToPath } from 'node:url';
import {
  findFreePort,
  type RedisServer,
  type ServiceProcess,
  startProcess,
  startRedis,
} from '@ag06/test-support';

const entryOf = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));

interface Member {
  readonly start: () => Promise<ServiceProcess>;
  process: ServiceProcess | undefined;
}

/** A real fleet under supervision: what dies is started again. */
export class ChaosFleet {
  readonly redis: RedisServer;
  readonly urls: readonly string[];
  readonly #members: { workers: Member[]; dispatchers: Member[] } = { workers: [], dispatchers: [] };
  readonly #restarts = new Set<Promise<void>>();
  #isStopping = false;

  private constructor(redis: RedisServer, urls: readonly string[]) {
    this.redis = redis;
    this.urls = urls;
  }

  static async start(workers: number, dispatchers: number, effects: string): Promise<ChaosFleet> {
    const redis = await startRedis();
    const ports = await Promise.all(Array.from({ length: dispatchers }, () => findFreePort()));
    const fleet = new ChaosFleet(
      redis,
      ports.map((port) => `http://127.0.0.1:${port}`),
    );
    const env = { AG06_BROKER_URL: redis.url, LOG_LEVEL: 'info' };
    const agents = fileURLToPath(new URL('./agents.ts', import.meta.url));
    for (const port of ports) {
      const own = { ...env, AG06_HTTP_PORT: String(port), AG06_WATCHDOG_MS: '5000' };
      fleet.#add('dispatchers', () => start('dispatcher', own, /dispatcher ready/));
    }
    for (let i = 0; i < workers; i++) {
      const own = { ...env, AG06_AGENTS: agents, CHAOS_EFFECTS: effects, AG06_DRAIN_TIMEOUT_MS: '300' };
      fleet.#add('workers', () => start('agent-worker', own, /worker ready/));
    }
    await Promise.all(
      [...fleet.#members.workers, ...fleet.#members.dispatchers].map((member) => fleet.#run(member)),
    );
    return fleet;
  }

  /** Those that run now. */
  running(kind: 'workers' | 'dispatchers'): readonly ServiceProcess[] {
    return this.#members[kind].flatMap((member) => member.process ?? []);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.allSettled(this.#restarts);
    const all = [...this.running('workers'), ...this.running('dispatchers')];
    await Promise.all(all.map((process) => process.stop()));
    await this.redis.stop();
  }

  #add(kind: 'workers' | 'dispatchers', startMember: () => Promise<ServiceProcess>): void {
    this.#members[kind].push({ start: startMember, process: undefined });
  }

  async #run(member: Member): Promise<void> {
    const process = await member.start();
    member.process = process;
    void process.exited.then(() => this.#again(member));
  }

  #again(member: Member): void {
    member.process = undefined;
    if (this.#isStopping) return;
    // A start that fails (its Redis is away for long) is tried again.
    const restart = this.#run(member)
      .catch(() => this.#again(member))
      .finally(() => this.#restarts.delete(restart));
    this.#restarts.add(restart);
  }
}

const start = (
  service: string,
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<ServiceProcess> => startProcess({ entry: entryOf(service), env, ready, readyTimeoutMs: 30_000 });
