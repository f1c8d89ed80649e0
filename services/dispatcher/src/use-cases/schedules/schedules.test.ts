import { LIMITS } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { backfillSchedule } from './backfill-schedule.ts';
import { keepSchedule } from './put-schedule.ts';
import { pauseSchedule, resumeSchedule, triggerSchedule } from './steer-schedule.ts';
import { Play, SETTINGS, START } from './testing/schedule-play.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

  it('tells of a backfill in its history, although others change it again and again meanwhile', async () => {
    const play = new Play(1);
    await play.open({});
    const { schedules } = play.store;
    const save = schedules.save.bind(schedules);
    let others = 30;
    schedules.save = async (tenant, name, mine) => {
      const { found, now } = await schedules.load(tenant, name);
      if (found !== undefined && others-- > 0)
        await save(tenant, name, { expected: found.version, text: found.text, wakeAt: now + HOUR });
      return save(tenant, name, mine);
    };
    play.now += 10 * MINUTE;
    const range = {
      from: new Date(START).toISOString(),
      to: new Date(play.now).toISOString(),
      dryRun: false,
    };
    await backfillSchedule(play.operator, 'default', 's', range);
    expect(others).toBeLessThan(0);
    expect((await play.document()).last).toMatchObject([{ slot: { at: START }, outcome: 'backfilled' }]);
  });

  it('is refused beyond the limit also where several are created at the same moment', async () => {
    const play = new Play(1);
    const { schedules } = play.store;
    const keep = (name: string) =>
      keepSchedule(play.operator, 'default', name, { settings: SETTINGS, managed: false, paused: undefined });
    for (let n = 2; n < LIMITS.schedules; n++)
      await schedules.save('default', `old-${n}`, { expected: 0, text: '{}', wakeAt: undefined });
    const created = await Promise.allSettled(Array.from({ length: 9 }, (_, n) => keep(`new-${n}`)));
    expect(await schedules.count('default')).toBeLessThanOrEqual(LIMITS.schedules);
    const refused = created.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(7);
    for (const refusal of refused)
      expect(refusal).toMatchObject({ reason: { status: 409, code: 'SCHEDULES_FULL' } });
    await keep('later').catch(() => {});
    await keep('last').catch(() => {});
    expect(await schedules.count('default')).toBe(LIMITS.schedules);
  });
});
