import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTerminal, type Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { type Carrier, createCommandIds, deliverEntry, loadSchedule, PlanCache } from '@ag06/runtime';
import type { ScheduleSettings } from '@ag06/schedule';
import { createMemoryStore, type RunSummary, type Store } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { StoreCeiling } from '../../../ceiling/store-ceiling.ts';
import { toDeliveryParts } from '../../../deliver.ts';
import { takeTimers } from '../../../duties/take-timers.ts';
import type { Parts } from '../../../parts.ts';
import { cancelRun } from '../../cancel-run.ts';
import { keepSchedule } from '../put-schedule.ts';

const MINUTE = 60_000;
export const START = Date.UTC(2026, 0, 1);
const DEFINITION: Json = { name: 'w', steps: { s: { agent: 'x.a' } } };
export const SETTINGS: ScheduleSettings = {
  workflow: 'w',
  input: null,
  timing: { everyMs: 10 * MINUTE },
  overlap: 'skip',
  catchUp: 'all',
  jitterMs: 0,
};

/** Numbers from 0 up to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A store whose clock stands where the test has put it. */
export interface MovedStore {
  readonly store: Store;
  /** In milliseconds since 1970. */
  moveTo(now: number): Promise<void>;
}

/** Dispatchers on one store, whose clock the test moves: in memory, unless it is given another one. */
export class Play {
  now = START;
  readonly random: () => number;
  readonly store: Store;
  readonly #moved: MovedStore;
  /** How often a call fails, before the store has it or after. */
  faults = 0;
  readonly dispatchers: readonly Parts[];
  readonly operator: Parts;
  readonly #sent: Promise<void>[] = [];

  constructor(seed: number, moved?: MovedStore) {
    this.random = createRandom(seed);
    this.#moved = moved ?? { store: createMemoryStore({ now: () => this.now }), moveTo: async () => {} };
    this.store = this.#moved.store;
    this.dispatchers = ['d1', 'd2', 'd3'].map((id) => this.#open(id, this.#faulty(this.store)));
    this.operator = this.#open('operator', this.store);
  }

  async open(settings: Partial<ScheduleSettings>): Promise<void> {
    await this.#moved.moveTo(this.now);
    const compiled = compile(DEFINITION);
    if (!compiled.ok) throw new Error('The definition does not compile.');
    const { name, version } = compiled.plan;
    const definition = JSON.stringify(DEFINITION);
    await this.store.workflows.saveWorkflow('default', { name, version, definition });
    const put = { settings: { ...SETTINGS, ...settings }, managed: false, paused: undefined };
    await keepSchedule(this.operator, 'default', 's', put);
  }

  async document() {
    const held = await loadSchedule(this.store, 'default', 's');
    if (held === undefined) throw new Error('The schedule is gone.');
    return held.document;
  }

  async runs(): Promise<readonly RunSummary[]> {
    const query = { tenant: 'default', statuses: [], tags: [], limit: 500, scanMax: 10_000 };
    const none = { workflow: undefined, correlationId: undefined, from: undefined, to: undefined };
    return (await this.store.runs.listRuns({ ...query, ...none, after: undefined } as never)).runs;
  }

  async running(): Promise<readonly RunSummary[]> {
    return (await this.runs()).filter(({ status }) => !isTerminal(status));
  }

  async endAll(): Promise<void> {
    for (const { runId } of await this.running()) await cancelRun(this.operator, 'default', runId);
  }

  /** Some dispatchers look at once; what one of them has in hand is lost when a call of it fails. */
  async look(dispatchers = this.dispatchers): Promise<void> {
    await this.#moved.moveTo(this.now);
    await Promise.allSettled(dispatchers.map((parts) => takeTimers(parts)));
    await this.deliver();
  }

  /** All that commits have sent so far. */
  async deliver(): Promise<void> {
    await Promise.allSettled(this.#sent.splice(0));
  }

  #open(id: string, store: Store): Parts {
    const broker = { enqueue: async () => {}, remove: async () => {} };
    const issuer = { worker: id, job: '', delivery: 0 };
    const send: Carrier['send'] = (runId, entries) => {
      for (const entry of entries) {
        const wakeup = { subject: 'entry', runId, entry, kind: 'entry' } as const;
        this.#sent.push(deliverEntry(toDeliveryParts(parts), wakeup));
      }
    };
    const book = createMetricBook();
    const parts = {
      id,
      store,
      broker,
      log: { warn: () => {} },
      book,
      ceiling: new StoreCeiling({ storeBytes: undefined, book }),
      plans: new PlanCache(store.workflows),
      wanted: { note: () => {} },
      intake: { run: async () => ({ errors: [], errorCount: 0 }) },
      dedupeTtlMs: 1,
      carrier: { runs: store.runs, broker, issuer, createId: createCommandIds(id), epoch: () => 0, send },
    } as unknown as Parts;
    return parts;
  }

  #faulty(store: Store): Store {
    const portOf = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          if (name === 'deriveRunId' || name === 'createRunId') return member.bind(target);
          return async (...args: unknown[]) => {
            if (this.random() < this.faults / 2) throw new Error('The process died before it.');
            if (this.random() < 0.5) await nextTurn();
            const answer: unknown = await Reflect.apply(member, target, args);
            if (this.random() < this.faults / 2) throw new Error('The process died after it.');
            if (this.random() < 0.5) await nextTurn();
            return answer;
          };
        },
      });
    return { ...store, runs: portOf(store.runs), schedules: portOf(store.schedules) };
  }
}
