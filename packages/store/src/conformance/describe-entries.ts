import {
  type Change,
  type Entry,
  type EntryId,
  type Next,
  type RunParent,
  toEntryId,
  type Wakeup,
} from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { claimed, freshId, freshReason, grantOf, META, movesOf, Player, scheduled } from './fixture.ts';

const LEASE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Messages from runs to other runs: they are written with a commit, and kept until they are cleared. */
export function describeEntries({ store }: Context): void {
  const wakeupOf = (runId: string, entry: EntryId) =>
    ({ subject: 'entry', runId, entry, kind: 'entry' }) as const;
  const start = (to: string): Entry => ({ does: 'start', to, body: `{"of":"${to}"}` });
  const stop = (to: string): Entry => ({ does: 'stop', to });
  const isOf = (runId: string) => (wakeup: Wakeup) => wakeup.subject === 'entry' && wakeup.runId === runId;
  const takeDue = async (runId: string, ...entries: readonly EntryId[]) => {
    for (const entry of entries) await store().runs.moveWakeup(wakeupOf(runId, entry), -1);
    const taken = await store().runs.takeWakeups('timers', 10_000, LEASE_MS);
    return taken
      .filter(isOf(runId))
      .map((wakeup) => ('entry' in wakeup ? wakeup.entry : ''))
      .sort();
  };
  const waitsFor = (unit: string, reason: string): Next => ({
    unit,
    needs: 0,
    mode: 'park',
    park: { reason, until: undefined },
    reads: [],
  });
  const childOf = async (parent: RunParent) => {
    const player = new Player(store());
    await player.submit({ meta: JSON.stringify({ ...META, parent }) });
    return player;
  };

  it('writes the messages of a commit with it, each with a body and a wake-up of its own', async () => {
    const player = new Player(store());
    await player.submit();
    const entries = [start('r0-a'), stop('r0-b')] as const;
    const answer = await player.complete(grantOf(await player.claim('a')), {
      next: [scheduled('b', 1)],
      entries: entries as never,
    });
    expect(movesOf(answer).entries).toEqual(entries.map(toEntryId));
    expect(await store().runs.loadEntry(player.runId, 'start:r0-a')).toBe('{"of":"r0-a"}');
    expect(await store().runs.loadEntry(player.runId, 'stop:r0-b')).toBe('');
    expect(await store().runs.loadEntry(player.runId, 'stop:r0-a')).toBeUndefined();
    expect(await takeDue(player.runId)).toEqual([]);
    expect(await takeDue(player.runId, 'start:r0-a', 'stop:r0-b')).toEqual(['start:r0-a', 'stop:r0-b']);
  });

  it('returns no entries of a commit without any, and writes none of a refused commit', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    const grant = grantOf(await player.claim('a'));
    expect(movesOf(await player.complete(grantOf(await player.claim('b')))).entries).toBeUndefined();
    await player.complete({ ...grant, token: grant.token + 7 }, { entries: [{ does: 'stop', to: 'r0-b' }] });
    expect(await store().runs.loadEntry(player.runId, 'stop:r0-b')).toBeUndefined();
  });

  it('returns no entries to a repeated command, because their wake-ups deliver them', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const again = { id: freshId(), next: [claimed('b')], entries: [{ does: 'stop', to: 'r0-b' }] } as const;
    expect(await player.complete(grant, again)).toMatchObject({ result: 'applied', entries: ['stop:r0-b'] });
    const repeated = await player.complete(grant, again);
    expect(repeated).toMatchObject({ result: 'repeated', grants: [{ unit: 'b' }] });
    expect(movesOf(repeated).entries).toBeUndefined();
    expect(await takeDue(player.runId, 'stop:r0-b')).toEqual(['stop:r0-b']);
  });

  it('writes no `start` in a run whose units may not begin, but writes a `stop`', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    await player.byRun(['running'], { change: { to: 'paused' } });
    const answer = await player.complete(grant, {
      entries: [
        { does: 'start', to: 'r0-a', body: '{}' },
        { does: 'stop', to: 'r0-b' },
      ],
    });
    expect(movesOf(answer).entries).toEqual(['stop:r0-b']);
    expect(await store().runs.loadEntry(player.runId, 'start:r0-a')).toBeUndefined();
  });

  it('clears an entry together with its wake-up, and again without an error', async () => {
    const player = new Player(store());
    await player.submit();
    await player.complete(grantOf(await player.claim('a')), {
      next: [scheduled('b', 1)],
      entries: [
        { does: 'stop', to: 'r0-a' },
        { does: 'stop', to: 'r0-b' },
      ],
    });
    await store().runs.clearWakeup(wakeupOf(player.runId, 'stop:r0-a'));
    await store().runs.clearWakeup(wakeupOf(player.runId, 'stop:r0-a'));
    expect(await store().runs.loadEntry(player.runId, 'stop:r0-a')).toBeUndefined();
    expect(await takeDue(player.runId, 'stop:r0-a', 'stop:r0-b')).toEqual(['stop:r0-b']);
  });

  it.each<[string, RunParent]>([
    ['a unit of another run', { runId: 'r0-000000000000000000001', unit: 's', attempt: 1 }],
    ['a schedule', { schedule: 'nightly' }],
  ])('writes the `tell` of a run whose parent is %s in the commit that ends it', async (_, parent) => {
    const child = await childOf(parent);
    const open = await child.complete(grantOf(await child.claim('a')), { next: [scheduled('b', 1)] });
    expect(movesOf(open).entries).toBeUndefined();
    const end = { status: 'completed', output: '1' } as const;
    const ended = await child.complete(grantOf(await child.claim('b')), { end });
    expect(movesOf(ended)).toMatchObject({ status: 'completed', entries: ['tell'] });
    expect(await takeDue(child.runId, 'tell')).toEqual(['tell']);
    expect(await store().runs.loadEntry(child.runId, 'tell')).toBe('');
    expect((await store().runs.loadSummary(child.runId))?.meta.parent).toEqual(parent);
  });

  it('writes a `tell` for a terminated run with a parent, and none without', async () => {
    const parent = { runId: 'r0-000000000000000000001', unit: 's', attempt: 1 };
    expect(movesOf(await (await childOf(parent)).cancel()).entries).toEqual(['tell']);
    const orphan = new Player(store());
    await orphan.submit();
    expect(movesOf(await orphan.cancel()).entries).toBeUndefined();
    expect(await store().runs.loadEntry(orphan.runId, 'tell')).toBeUndefined();
  });

  it('keeps the time-out of a run beside its parent, and clears it at the end', async () => {
    const child = new Player(store());
    const meta = JSON.stringify({ ...META, parent: { schedule: 'x' } });
    await child.submit({ meta, delayMs: 1, timeoutMs: HOUR_MS });
    await child.byRun(['scheduled'], { change: { to: 'started', timeoutMs: HOUR_MS } });
    const deadline = { subject: 'run', runId: child.runId, kind: 'deadline' } as const;
    await child.cancel();
    await store().runs.moveWakeup(deadline, -1);
    const taken = await store().runs.takeWakeups('timers', 10_000, LEASE_MS);
    expect(taken).not.toContainEqual(deadline);
    expect(await store().runs.loadEntry(child.runId, 'tell')).toBe('');
  });

  it('stops the children that units wait for, in the commit that ends their run by force', async () => {
    const player = new Player(store());
    await player.submit({
      roots: [waitsFor('a', 'child:r0-a'), waitsFor('b', 'child:r0-b'), scheduled('c')],
    });
    expect(await player.unit('a')).toMatchObject({ status: 'waiting', awaits: 'child:r0-a' });
    expect(movesOf(await player.cancel()).entries).toEqual(['stop:r0-a', 'stop:r0-b']);
    expect(await takeDue(player.runId, 'stop:r0-a', 'stop:r0-b')).toEqual(['stop:r0-a', 'stop:r0-b']);
  });

  it('evaluates a unit that waits for a child once more, for whoever asks for the child again', async () => {
    const player = new Player(store());
    await player.submit({ roots: [waitsFor('a', 'child:r0-a')] });
    const { park = 0 } = (await player.unit('a')) ?? {};
    const again = {
      guard: { on: 'parked', unit: 'a', reason: 'child:r0-a', park },
      change: { to: 'open', opening: { mode: 'evaluate', reads: ['in'] }, lost: false },
    } as const;
    const answer = await player.commit(again);
    expect(movesOf(answer).evaluations).toMatchObject([{ unit: 'a', attempt: 1 }]);
    expect(await player.unit('a')).toMatchObject({ status: 'ready', park: 0 });
    expect(await player.commit(again)).toMatchObject({ result: 'refused', reason: 'guard' });
  });

  it('gives a unit that waits for a child its outcome once, and lets it wait for the next attempt', async () => {
    const player = new Player(store());
    await player.submit({ roots: [waitsFor('a', 'child:r0-a')] });
    const byChild = (child: string, change: Change) =>
      player.commit({ guard: { on: 'parked', unit: 'a', reason: `child:${child}`, park: 0 }, change });
    const error = '{"code":"CHILD_FAILED","message":"x"}';
    expect(await byChild('r0-b', { to: 'failed', error })).toMatchObject({
      result: 'refused',
      reason: 'guard',
    });
    await byChild('r0-a', { to: 'retrying', error, delayMs: 1_000 });
    expect(await player.unit('a')).toMatchObject({ status: 'retrying', awaits: 'delay', attempt: 2 });
    expect(await byChild('r0-a', { to: 'failed', error })).toMatchObject({ result: 'refused' });
    const again = await player.commit({
      guard: { on: 'parked', unit: 'a', reason: 'delay', park: 0 },
      change: { to: 'open', opening: { mode: 'evaluate', reads: [] }, lost: false },
    });
    expect(movesOf(again).evaluations).toMatchObject([{ unit: 'a', attempt: 2 }]);
  });

  it('does not delete a run with entries, and deletes it once they are cleared', async () => {
    const child = await childOf({ schedule: 'nightly' });
    await child.cancel();
    const [other] = [new Player(store())];
    await other.submit();
    await other.cancel();
    expect(await store().runs.deleteRun(child.runId)).toBe('open');
    await store().runs.deleteFinished(-HOUR_MS, 10_000);
    expect(await store().runs.loadSummary(other.runId)).toBeUndefined();
    expect(await store().runs.loadSummary(child.runId)).toBeDefined();
    await store().runs.clearWakeup(wakeupOf(child.runId, 'tell'));
    await store().runs.deleteFinished(-HOUR_MS, 10_000);
    expect(await store().runs.loadSummary(child.runId)).toBeUndefined();
  });

  it('lists the runs of a parent, newest first, and none of another', async () => {
    const [schedule, tag] = [`s${freshReason()}`, freshId()];
    const children: string[] = [];
    for (let i = 0; i < 5; i++) children.unshift((await childOf({ schedule })).runId);
    await childOf({ schedule: `${schedule}x` });
    const query = {
      tenant: 'default',
      statuses: [],
      workflow: undefined,
      correlationId: undefined,
      tags: [],
      parent: `@${schedule}`,
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 3,
    };
    const first = await store().runs.listRuns(query);
    const second = await store().runs.listRuns({ ...query, after: first.next });
    const found = [...first.runs, ...second.runs].map(({ runId }) => runId);
    expect(found.toSorted()).toEqual(children.toSorted());
    expect(first.runs).toHaveLength(3);
    expect((await store().runs.listRuns({ ...query, tags: [tag] })).runs).toEqual([]);
    expect((await store().runs.listRuns({ ...query, workflow: META.workflow, limit: 10 })).runs).toHaveLength(
      5,
    );
  });
}
