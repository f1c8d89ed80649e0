import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createRandom,
  findBundle,
  findFreePort,
  type ServiceProcess,
  startProcess,
} from '@ag06/test-support';
import { BROKERS, type BrokerName, type BrokerUnderTest, type Link } from './broker-under-test.ts';
import { CLUSTER_FAULTS, type FaultScale, PROCESS_FAULTS, WHOLE_FAULTS } from './fault-plan.ts';
import type { Life } from './history.ts';
import { HttpClient } from './http-client.ts';
import { Member } from './member.ts';
import { OptimizerPlace } from './optimizer-place.ts';
import type { FedStore } from './rubbish-feeder.ts';
import type { ToldTuning } from './tuning-log.ts';
import { WatchedBroker } from './watched-broker.ts';

export const READY_TIMEOUT_MS = 45_000;
const DRAIN_TIMEOUT_MS = 1_500;
/** One leads, one waits. */
const OPTIMIZERS = 2;
const OPTIMIZER_ENV = { AG06_OPTIMIZER_MODE: 'live' } as const;
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
  /** None where one process is the whole fleet: it has one. */
  readonly optimizers: readonly OptimizerPlace[];
  /** Where others reach its store; undefined where nobody can. */
  readonly fedStore: FedStore | undefined;

  private constructor(
    broker: BrokerUnderTest,
    ports: readonly number[],
    links: readonly (Link | undefined)[],
    agents: string,
    options: FleetOptions,
  ) {
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.queuesUrl = broker.is === 'servers' ? broker.env.AG06_BROKER_URL : undefined;
    const partitions = broker.env.AG06_PARTITIONS;
    this.fedStore =
      this.queuesUrl === undefined
        ? undefined
        : { url: this.queuesUrl, partitions: partitions === undefined ? undefined : Number(partitions) };
    const env = { ...broker.env, ...toWorkerEnv(agents, options) };
    switch (broker.is) {
      case 'servers':
        this.dispatchers = ports.map((port, i) =>
          toMember(`dispatcher-${i + 1}`, options, () => startService('dispatcher', broker.env, port)),
        );
        this.workers = Array.from({ length: options.workers }, (_, i) =>
          toMember(`worker-${i + 1}`, options, () => startService('agent-worker', env)),
        );
        this.optimizers = links.map((link, i) => {
          const own = { ...broker.env, ...link?.env, ...OPTIMIZER_ENV };
          const start = () => startService('optimizer', own);
          return new OptimizerPlace(toMember(`optimizer-${i + 1}`, options, start), link);
        });
        this.broker = new WatchedBroker(broker);
        this.faults = broker.openLink === undefined ? CLUSTER_FAULTS : PROCESS_FAULTS;
        break;
      case 'folder': {
        const whole = toMember('fleet', options, () =>
          startWholeFleet(options.workers, { ...env, ...OPTIMIZER_ENV }, ports[0]),
        );
        this.dispatchers = [whole];
        this.workers = [whole];
        this.optimizers = [];
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
    const links = await openLinks(broker);
    const fleet = new ChaosFleet(broker, ports, links, agents, options);
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

  /** What processes that have ended have told of tuning. */
  get tuning(): readonly ToldTuning[] {
    return this.#members.flatMap((member) => member.tuning);
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
    return [
      ...new Set([...this.workers, ...this.dispatchers, ...this.optimizers.map(({ member }) => member)]),
    ];
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

/** A way of its own for each optimizer. */
const openLinks = (broker: BrokerUnderTest): Promise<(Link | undefined)[]> =>
  Promise.all(
    Array.from({ length: OPTIMIZERS }, async () =>
      broker.is === 'servers' ? broker.openLink?.() : undefined,
    ),
  );

const toMember = (name: string, { logs }: FleetOptions, start: () => Promise<ServiceProcess>): Member =>
  new Member({ name, start, logs });

const startService = (service: string, env: Readonly<Record<string, string>>, port?: number) =>
  startProcess({
    entry: new URL(`../../../services/${service}/src/main.ts`, import.meta.url),
    env: { ...env, ...(port !== undefined && { AG06_HTTP_PORT: String(port) }) },
    ready: /(worker|dispatcher|optimizer) ready/,
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
