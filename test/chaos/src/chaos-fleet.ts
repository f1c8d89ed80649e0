import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findFreePort, startProcess } from '@ag06/test-support';
import { BROKERS, type BrokerName, type BrokerUnderTest } from './broker-under-test.ts';
import type { Life } from './history.ts';
import { Member } from './member.ts';
import { WatchedBroker } from './watched-broker.ts';

const READY_TIMEOUT_MS = 45_000;
const DRAIN_TIMEOUT_MS = 1_500;
/** Few, so that steps have to wait for a slot, in the queue and in the worker. */
const CONCURRENCY = 6;
const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));

export interface FleetOptions {
  readonly broker: BrokerName;
  readonly workers: number;
  readonly dispatchers: number;
  /** Where the output of all processes goes. */
  readonly logs: string;
  readonly effectsFile: string;
}

/** A real fleet under supervision on a broker of its own: what dies is started again. */
export class ChaosFleet {
  readonly broker: WatchedBroker;
  readonly urls: readonly string[];
  readonly workers: readonly Member[];
  readonly dispatchers: readonly Member[];

  private constructor(broker: BrokerUnderTest, ports: readonly number[], options: FleetOptions) {
    const { workers, logs, effectsFile } = options;
    const { env } = broker;
    const workerEnv = {
      ...env,
      AG06_AGENTS: AGENTS,
      AG06_CONCURRENCY: String(CONCURRENCY),
      AG06_DRAIN_TIMEOUT_MS: String(DRAIN_TIMEOUT_MS),
      CHAOS_EFFECTS_FILE: effectsFile,
    };
    this.broker = new WatchedBroker(broker);
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.dispatchers = ports.map((port, i) => {
      const start = () => startService('dispatcher', { ...env, AG06_HTTP_PORT: String(port) });
      return new Member({ kind: 'dispatcher', name: `dispatcher-${i + 1}`, start, logs });
    });
    this.workers = Array.from({ length: workers }, (_, i) => {
      const start = () => startService('agent-worker', workerEnv);
      return new Member({ kind: 'worker', name: `worker-${i + 1}`, start, logs });
    });
  }

  /** Resolves when all are ready. */
  static async start(options: FleetOptions): Promise<ChaosFleet> {
    mkdirSync(options.logs);
    const broker = await BROKERS[options.broker]();
    const ports = await Promise.all(Array.from({ length: options.dispatchers }, () => findFreePort()));
    const fleet = new ChaosFleet(broker, ports, options);
    try {
      await Promise.all(fleet.#members.map((member) => member.start()));
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  /** Of all processes that have ended. */
  get lives(): readonly Life[] {
    return this.#members.flatMap((member) => member.lives);
  }

  /** Ends all processes; may be called twice. */
  async stop(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
    await this.broker.stop();
  }

  get #members(): readonly Member[] {
    return [...this.workers, ...this.dispatchers];
  }
}

const startService = (service: string, env: Readonly<Record<string, string>>) =>
  startProcess({
    entry: new URL(`../../../services/${service}/src/main.ts`, import.meta.url),
    env,
    ready: /(worker|dispatcher) ready/,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
