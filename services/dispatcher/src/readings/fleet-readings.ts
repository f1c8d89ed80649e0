import type { QueueCounts, QueueState } from '@ag06/broker';
import { ENTRY_QUEUES } from '@ag06/contracts';
import type { WorkerRecord } from '@ag06/store';
import type { Activity } from '../duties/activity.ts';
import type { Parts } from '../parts.ts';
import { Remembered } from './remembered.ts';

/** A worker that was silent for this long is forgotten. */
const KNOWN_WITHIN_MS = 30_000;
/** For questions that are asked every second, and for those that are asked every two seconds. */
const SECOND_MS = 500;
const TWO_SECONDS_MS = 1_500;
/** The store's clock goes on as this process's does, unless somebody sets one of them. */
const CLOCK_MS = 4_500;

interface StoreTime {
  readonly at: number;
  readonly storeNow: number;
}

/**
 * What the looks and the duties of a dispatcher ask about the fleet. Many ask the same within a second: they share an answer, because
 * an idle fleet would spend most of its time on these questions.
 */
export class FleetReadings {
  readonly #agents: Remembered<'all', readonly string[]>;
  readonly #workers: Remembered<'all', readonly WorkerRecord[]>;
  readonly #blocked: Remembered<'all', ReadonlyMap<string, number>>;
  readonly #times: Remembered<'all', StoreTime>;
  readonly #queues: Remembered<string, QueueState>;
  readonly #entries: Remembered<string, QueueCounts>;

  /** @param activity told when a look finds jobs, or such as are due later */
  constructor(
    { store, broker }: Pick<Parts, 'store' | 'broker'>,
    activity: Pick<Activity, 'note' | 'expect'> = UNNOTED,
  ) {
    this.#agents = single(TWO_SECONDS_MS, () => store.fleet.listQueuedAgents());
    this.#workers = single(TWO_SECONDS_MS, () => store.fleet.listWorkers(KNOWN_WITHIN_MS));
    this.#blocked = single(SECOND_MS, () => store.runs.countBlocked());
    this.#times = single(CLOCK_MS, async () => {
      const storeNow = await store.runs.now();
      return { at: performance.now(), storeNow };
    });
    this.#queues = new Remembered(SECOND_MS, async (agents) => {
      const states = await broker.inspect(agents);
      for (const { waiting, active, delayed } of states.values()) {
        if (waiting + active > 0) activity.note();
        if (delayed > 0) activity.expect();
      }
      return states;
    });
    this.#entries = new Remembered(SECOND_MS, async (queues) => {
      const counts = await Promise.all(queues.map((queue) => broker.countEntryJobs(queue)));
      return new Map(queues.flatMap((queue, i) => (counts[i] === undefined ? [] : [[queue, counts[i]]])));
    });
  }

  /** The agents whose queues may have jobs. */
  async listAgents(): Promise<readonly string[]> {
    return (await this.#agents.get(ALL)).get('all') ?? [];
  }

  /** The workers that were seen in the last half minute. */
  async listWorkers(): Promise<readonly WorkerRecord[]> {
    return (await this.#workers.get(ALL)).get('all') ?? [];
  }

  /** How many units are blocked, by reason. */
  async countBlocked(): Promise<ReadonlyMap<string, number>> {
    return (await this.#blocked.get(ALL)).get('all') ?? new Map();
  }

  /** The store's time, in milliseconds since 1970. */
  async now(): Promise<number> {
    const { at, storeNow } = (await this.#times.get(ALL)).get('all') ?? {
      at: performance.now(),
      storeNow: Number.NaN,
    };
    return storeNow + (performance.now() - at);
  }

  inspectQueues(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>> {
    return this.#queues.get(agents);
  }

  /** The counts of the queues by which others submit and signal. */
  countEntries(): Promise<ReadonlyMap<string, QueueCounts>> {
    return this.#entries.get(ENTRY_QUEUES);
  }
}

const ALL = ['all'] as const;
const UNNOTED: Pick<Activity, 'note' | 'expect'> = { note: () => {}, expect: () => {} };

const single = <V>(forMs: number, ask: () => Promise<V>): Remembered<'all', V> =>
  new Remembered(forMs, async () => new Map([['all', await ask()]]));
