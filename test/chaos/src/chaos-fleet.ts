import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createRandom,
  findBundle,
  findFreePort,
  type ServiceProcess,
  startProcess,
} from '@ag06/test-support';
import { BROKERS, type BrokerName, type BrokerUnderTest } from './broker-under-test.ts';
import { type FaultScale, PROCESS_FAULTS, WHOLE_FAULTS } from './fault-plan.ts';
import type { Life } from './history.ts';
import { HttpClient } from './http-client.ts';
import { Member } from './member.ts';
import { WatchedBroker } from './watched-broker.ts';

export const READY_TIMEOUT_MS = 45_000;
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
  /** Names the runs whose steps return, see `agents.ts`. */
  readonly healedFile: string;
}

/** A real fleet under supervision on a broker of its own: what dies is started again. */
export class ChaosFleet {
  readonly broker: WatchedBroker;
  /** Where others reach its queues; undefined where nobody can. */
  readonly queuesUrl: string | undefined;
  readonly urls: readonly string[];
  /** What such a fleet has to come through. */
  readonly faults: FaultScale;
  readonly workers: readonly Member[];
  /** The same as the workers where one process is the whole fleet. */
  readonly dispatchers: readonly Member[];

  private constructor(
    broker: BrokerUnderTest,
    ports: readonly number[],
    agents: string,
    options: FleetOptions,
  ) {
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.queuesUrl = broker.is === 'servers' ? broker.env.AG06_BROKER_URL : undefined;
    const env = { ...broker.env, ...toWorkerEnv(agents, options) };
    switch (broker.is) {
      case 'servers':
        this.dispatchers = ports.map((port, i) =>
          toMember(`dispatcher-${i + 1}`, options, () => startService('dispatcher', broker.env, port)),
        );
        this.workers = Array.from({ length: options.workers }, (_, i) =>
          toMember(`worker-${i + 1}`, options, () => startService('agent-worker', env)),
        );
        this.broker = new WatchedBroker(broker);
        this.faults = PROCESS_FAULTS;
        break;
      case 'folder': {
        const whole = toMember('fleet', options, () => startWholeFleet(options.workers, env, ports[0]));
        this.dispatchers = [whole];
        this.workers = [whole];
        this.faults = WHOLE_FAULTS;
        this.broker = new WatchedBroker({
          mayLose: false,
          kill: () => whole.restart(),
          pause: (ms) => whole.pause(ms),
          stop: () => broker.stop(),
        });
      }
    }
  }

  /** Resolves when all are ready. */
  static async start(options: FleetOptions): Promise<ChaosFleet> {
    mkdirSync(options.logs);
    const agents = await findBundle(AGENTS);
    const broker = await BROKERS[options.broker]();
    const dispatchers = broker.is === 'folder' ? 1 : options.dispatchers;
    const ports = await Promise.all(Array.from({ length: dispatchers }, () => findFreePort()));
    const fleet = new ChaosFleet(broker, ports, agents, options);
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

  /** Whether a dispatcher took the request to drain this worker. */
  async askToDrain(id: string): Promise<boolean> {
    const http = new HttpClient(this.urls, createRandom(0));
    const { answer } = await http.insist({ method: 'POST', path: `/v1/workers/${id}/drain` });
    return answer !== undefined && answer.status < 300;
  }

  /** Ends all processes; may be called twice. */
  async stop(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
    await this.broker.stop();
  }

  get #members(): readonly Member[] {
    return [...new Set([...this.workers, ...this.dispatchers])];
  }
}

const toWorkerEnv = (
  agents: string,
  { effectsFile, healedFile }: FleetOptions,
): Readonly<Record<string, string>> => ({
  AG06_AGENTS: agents,
  AG06_CONCURRENCY: String(CONCURRENCY),
  AG06_DRAIN_TIMEOUT_MS: String(DRAIN_TIMEOUT_MS),
  CHAOS_EFFECTS_FILE: effectsFile,
  CHAOS_HEALED_FILE: healedFile,
});

const toMember = (name: string, { logs }: FleetOptions, start: () => Promise<ServiceProcess>): Member =>
  new Member({ name, start, logs });

const startService = (service: string, env: Readonly<Record<string, string>>, port?: number) =>
  startProcess({
    entry: new URL(`../../../services/${service}/src/main.ts`, import.meta.url),
    env: { ...env, ...(port !== undefined && { AG06_HTTP_PORT: String(port) }) },
    ready: /(worker|dispatcher) ready/,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });

const startWholeFleet = (workers: number, env: Readonly<Record<string, string>>, port = 0) =>
  startProcess({
    entry: new URL('../../../services/cli/src/main.ts', import.meta.url),
    args: ['up', '--workers', String(workers)],
    env: { ...env, AG06_HTTP_PORT: String(port) },
    ready: /ag06 is up at/,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
