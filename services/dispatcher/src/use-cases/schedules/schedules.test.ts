import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTerminal, type Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { type Carrier, createCommandIds, deliverEntry, loadSchedule, PlanCache } from '@ag06/runtime';
import type { ScheduleSettings } from '@ag06/schedule';
import { createMemoryStore, type RunSummary, type Store } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { toDeliveryParts } from '../../deliver.ts';
import { takeTimers } from '../../duties/take-timers.ts';
import type { Parts } from '../../parts.ts';
import { cancelRun } from '../cancel-run.ts';
import { backfillSchedule } from './backfill-schedule.ts';
import { keepSchedule } from './put-schedule.ts';
import { pauseSchedule, resumeSchedule, triggerSchedule } from './steer-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);
const DEFINITION: Json = { name: 'w', steps: { s: { agent: 'x.a' } } };
const SETTINGS: ScheduleSettings = {
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

/** Dispatchers on one store, whose clock the test moves. */
class Play {
  now = START;
  readonly random: () => number;
  readonly store = createMemoryStore({ now: () => this.now });
  /** How often a call fails, before the store has it or after. */
  faults = 0;
  readonly dispatchers: readonly Parts[];
  readonly operator: Parts;
  readonly #sent: Promise<void>[] = [];

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.dispatchers = ['d1', 'd2', 'd3'].map((id) => this.#open(id, this.#faulty(this.store)));
    this.operator = this.#open('operator', this.store);
  }

  async open(settings: Partial<ScheduleSettings>): Promise<void> {
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
    const parts = {
      id,
      store,
      broker,
      log: { warn: () => {} },
      book: createMetricBook(),
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

describe('a schedule that three dispatchers work on, which die before and after any call to the store', () => {
  const cases = (['skip', 'queue', 'cancel'] as const).flatMap((overlap) =>
    [1, 2, 3].map((seed) => [overlap, seed] as const),
  );
  it.each(cases)(
    '(%s, seed %i) gives each slot one run or none, and never two at a time',
    async (overlap, seed) => {
      const play = new Play(seed);
      await play.open({ overlap });
      play.faults = 0.15;
      for (let step = 0; step < 160; step++) {
        play.now += Math.floor(play.random() * 5) * MINUTE;
        await play.look();
        expect((await play.running()).length).toBeLessThanOrEqual(1);
        if (play.random() < 0.3) await play.endAll();
      }
      play.faults = 0;
      await pauseAtRest(play);
      const { last, next } = await play.document();
      const slots = last.map(({ slot }) => (slot.at - START) / (10 * MINUTE)).toReversed();
      expect(slots).toEqual(slots.map((_, i) => i + 1));
      expect(next).toBe(START + (slots.length + 1) * 10 * MINUTE);
      const started = last.filter(({ outcome }) => outcome === 'started').map(({ runId }) => runId);
      expect((await play.runs()).map(({ runId }) => runId).sort()).toEqual(started.sort());
      if (overlap !== 'skip') expect(started).toHaveLength(slots.length);
    },
  );

  /** Until nothing is pending or queued: no slot comes meanwhile. */
  async function pauseAtRest(play: Play): Promise<void> {
    for (;;) {
      const { queue, pend, next } = await play.document();
      const isDue = next !== null && next <= play.now;
      if (queue.length === 0 && pend === null && !isDue) return;
      await play.endAll();
      play.now += 6_000;
      await play.look();
    }
  }
});

describe('a schedule', () => {
  it('runs for 30 days over a change of the clock: once each day, at its local time', async () => {
    const play = new Play(1);
    play.now = Date.UTC(2026, 2, 15);
    await play.open({ timing: { cron: '30 2 * * *', zone: 'Europe/Berlin' } });
    for (let hour = 0; hour < 30 * 24; hour++) {
      play.now += HOUR / 2;
      await play.look();
      await play.endAll();
      play.now += HOUR / 2;
    }
    const slots = (await play.document()).last
      .map(({ slot }) => new Date(slot.at).toISOString())
      .toReversed();
    expect(slots).toHaveLength(30);
    expect(slots.slice(13, 16)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect((await play.runs()).map(({ meta }) => meta.slot).sort()).toEqual(
      slots.map((slot) => Date.parse(slot)),
    );
  });

  it('starts no runs while it is paused, and none later for slots of the pause', async () => {
    const play = new Play(1);
    await play.open({});
    await pauseSchedule(play.operator, 'default', 's');
    play.now += HOUR;
    await play.look();
    expect(await play.runs()).toEqual([]);
    await resumeSchedule(play.operator, 'default', 's');
    await play.look();
    expect(await play.runs()).toEqual([]);
    play.now += 10 * MINUTE;
    await play.look();
    expect(await play.runs()).toHaveLength(1);
  });

  it('gets the end of its run, and starts the next one of its queue then', async () => {
    const play = new Play(1);
    await play.open({ overlap: 'queue' });
    const trigger = () => triggerSchedule(play.operator, 'default', 's', undefined);
    const [first, second] = [await trigger(), await trigger()];
    expect(second.triggered.outcome).toBe('queued');
    const [run] = await play.running();
    expect(run).toMatchObject({ runId: first.triggered.runId, meta: { parent: { schedule: 's' } } });
    await play.endAll();
    await play.deliver();
    expect(await play.document()).toMatchObject({ cur: null, queue: [{}] });
    await play.look();
    expect((await play.running()).map(({ runId }) => runId)).toEqual([second.triggered.runId]);
  });

  it('starts no slot again when the clock of its store is set back', async () => {
    const play = new Play(1);
    await play.open({});
    play.now += 10 * MINUTE;
    await play.look();
    await play.endAll();
    play.now -= 10 * MINUTE;
    await play.look();
    play.now += 10 * MINUTE;
    await play.look();
    expect(await play.runs()).toHaveLength(1);
  });

  it('starts one run for each key of a trigger, and none that overlaps', async () => {
    const play = new Play(1);
    await play.open({});
    const trigger = (key: string) => triggerSchedule(play.operator, 'default', 's', key);
    const first = await trigger('a');
    expect(first).toMatchObject({ isRepeat: false, triggered: { outcome: 'started' } });
    expect(await trigger('a')).toMatchObject({ isRepeat: true, triggered: { runId: first.triggered.runId } });
    await expect(trigger('b')).rejects.toMatchObject({ status: 409, code: 'SCHEDULE_OVERLAP' });
    await play.endAll();
    await trigger('b');
    expect(await play.runs()).toHaveLength(2);
  });

  it('backfills the slots of a range that have no run, once, and lists them in a dry run', async () => {
    const play = new Play(1);
    await play.open({});
    play.now += 30 * MINUTE;
    await play.look();
    const range = { from: new Date(START).toISOString(), to: new Date(play.now).toISOString() };
    const backfill = async (dryRun: boolean) =>
      (await backfillSchedule(play.operator, 'default', 's', { ...range, dryRun })).items.map(
        ({ outcome }) => outcome,
      );
    const before = (await play.runs()).length;
    expect(await backfill(true)).toEqual(['would_start', 'exists', 'would_start'].slice(0, 3));
    expect(await play.runs()).toHaveLength(before);
    expect(await backfill(false)).toEqual(['started', 'exists', 'started'].slice(0, 3));
    expect(await backfill(false)).toEqual(['exists', 'exists', 'exists']);
    const long = { from: '2020-01-01T00:00:00Z', to: range.to, dryRun: true };
    const refused = { status: 422, code: 'BACKFILL_TOO_LARGE' };
    await expect(backfillSchedule(play.operator, 'default', 's', long)).rejects.toMatchObject(refused);
  });
});
