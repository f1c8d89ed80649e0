import type { ClaimAnswer, CommitAnswer } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import type { Context } from './describe-store.ts';
import {
  COMPLETED,
  enqueuesOf,
  evaluated,
  freshId,
  grantOf,
  movesOf,
  type Player,
  scheduled,
} from './fixture.ts';
import { FAILURE, LanePlayer, listOf } from './lane-player.ts';

const itemOf = (answer: ClaimAnswer | CommitAnswer) => grantOf(answer).item;

/** Lanes of a `forEach`. */
export function describeLanes({ store }: Context): void {
  const expanded = async (total: number, lanes: number) => {
    const player = new LanePlayer(store());
    await player.expand(total, lanes);
    return player;
  };
  const itemsOf = async (player: Player) => (await store().runs.loadRun(player.runId))?.items.get('f');

  it('turns a held step into lanes, and tells what is to be enqueued', async () => {
    const player = new LanePlayer(store());
    expect(enqueuesOf(await player.expand(40, 3))).toEqual(['f.0.d1', 'f.1.d1', 'f.2.d1']);
    expect(await player.status('f')).toBe('running');
    expect(await itemsOf(player)).toEqual({ total: 40, next: 0, left: 40, failed: 0 });
    expect(await player.types()).toEqual(['run.accepted', 'run.started', 'step.started f']);
  });

  it('expands once, and answers alike when it is told twice', async () => {
    const player = new LanePlayer(store());
    const held = await player.hold();
    const id = freshId();
    const first = await player.expandHeld(held, 3, 2, { id, first: 'claim' });
    const again = await player.expandHeld(held, 3, 2, { id, first: 'claim' });
    expect(again).toMatchObject({ result: 'repeated' });
    expect(grantOf(again)).toEqual(grantOf(first));
    expect(enqueuesOf(again)).toEqual(['f.1.d1']);
    expect(await player.expandHeld(held, 3, 2)).toMatchObject({ result: 'refused', reason: 'guard' });
  });

  it('gives a claimed lane the next item, with its value and what it reads', async () => {
    const player = await expanded(40, 2);
    const claim = await player.claim('f.0');
    expect(claim).toMatchObject({ result: 'claimed', meta: { workflow: 'chain' } });
    if (claim.result === 'claimed') expect(claim.input).toBeUndefined();
    const lane = grantOf(claim);
    expect(lane).toMatchObject({ unit: 'f.0', attempt: 1, item: { index: 0, value: '{"n":0}' } });
    expect([...lane.values]).toEqual([['in', '{"n":1}']]);
    expect(itemOf(await player.claim('f.1'))).toEqual({ index: 1, value: '{"n":1}' });
    expect((await store().runs.loadRun(player.runId))?.units.get('f.1')?.item).toBe(1);
    const events = await loadEvents(store().runs, player.runId, 3, 10);
    expect(events).toMatchObject([
      { seq: 4, type: 'item.started', step: 'f', item: 0, attempt: 1 },
      { seq: 5, type: 'item.started', step: 'f', item: 1, attempt: 1 },
    ]);
  });

  it('gives every item once, in order, over the bounds of chunks', async () => {
    const player = await expanded(37, 1);
    let lane = grantOf(await player.claim('f.0'));
    for (let n = 1; n < 37; n++) {
      lane = grantOf(await player.settle(lane));
      expect(lane.item).toEqual({ index: n, value: `{"n":${n}}` });
    }
    expect(movesOf(await player.settle(lane))).toMatchObject({ grants: [], enqueues: [] });
  });

  it('holds the step for its collection with the last outcome, whichever it is', async () => {
    const player = await expanded(2, 2);
    const [one, two] = [grantOf(await player.claim('f.0')), grantOf(await player.claim('f.1'))];
    expect(movesOf(await player.settle(two)).evaluations).toEqual([]);
    const id = freshId();
    const [held] = movesOf(await player.settle(one, { id })).evaluations;
    expect(held).toMatchObject({ unit: 'f' });
    expect([...(held?.values ?? [])]).toEqual([['i:f', '2|2|0|0']]);
    expect(movesOf(await player.settle(one, { id })).evaluations).toEqual([held]);
    const guard = { on: 'token', unit: 'f', token: held?.token ?? 0 } as const;
    const end = { unit: '$', needs: 1, mode: 'end', reads: [], end: COMPLETED } as const;
    const change = { to: 'collected', output: '[1,2]', error: undefined } as const;
    expect(await player.commit({ guard, change, next: [end] })).toMatchObject({ status: 'completed' });
    expect((await store().runs.loadFields(player.runId, ['o:f'])).get('o:f')).toBe('[1,2]');
    expect((await player.types()).slice(-2)).toEqual(['step.completed f', 'run.completed']);
    expect(await player.status('f')).toBe('completed');
  });

  it('keeps outcomes, and gives them by page in the order of the items', async () => {
    const player = await expanded(4, 4);
    const lanes = [];
    for (const lane of [0, 1, 2]) lanes.push(grantOf(await player.claim(`f.${lane}`)));
    for (const lane of lanes.toReversed()) await player.settle(lane);
    const outcome = (item: number) => ({ item, status: 'completed', attempt: 1, result: `{"of":${item}}` });
    expect(await store().runs.loadItems(player.runId, 'f', 0, 2)).toEqual([outcome(0), outcome(1)]);
    expect(await store().runs.loadItems(player.runId, 'f', 2, 10)).toEqual([outcome(2)]);
    expect(await store().runs.loadItems(player.runId, 'g', 0, 10)).toEqual([]);
  });

  it('applies an outcome that is sent twice once, and grants the same next item', async () => {
    const player = await expanded(5, 1);
    const lane = grantOf(await player.claim('f.0'));
    const id = freshId();
    const first = grantOf(await player.settle(lane, { id }));
    const again = await player.settle(lane, { id });
    expect(again).toMatchObject({ result: 'repeated' });
    expect(grantOf(again)).toEqual(first);
    expect(await itemsOf(player)).toEqual({ total: 5, next: 2, left: 4, failed: 0 });
  });

  it('sends a lane back to its queue, without an item', async () => {
    const player = await expanded(5, 1);
    const answer = await player.settle(grantOf(await player.claim('f.0')), { goesOn: 'schedule' });
    expect(enqueuesOf(answer)).toEqual(['f.0.d2']);
    expect(itemOf(await player.claim('f.0', { dispatch: 2 }))).toMatchObject({ index: 1 });
  });

  it('lets a lane wait for its next item under the job at hand', async () => {
    const player = await expanded(5, 1);
    const answer = await player.settle(grantOf(await player.claim('f.0')), { goesOn: 'hand-back' });
    expect(movesOf(answer)).toMatchObject({ grants: [], enqueues: [] });
    expect(await player.status('f.0')).toBe('scheduled');
    const next = grantOf(await player.claim('f.0', { worker: 'w-2', delivery: 2 }));
    expect(next).toMatchObject({ lost: 0, item: { index: 1 } });
  });

  it('ends the job of a lane for which no item is left', async () => {
    const player = await expanded(2, 2);
    const lane = grantOf(await player.claim('f.0'));
    await player.settle(lane);
    expect(await player.claim('f.1')).toEqual({ result: 'stale' });
    expect(await player.status('f.1')).toBe('completed');
  });

  it('lets a later delivery resume the item of a lane, and fences the dead one', async () => {
    const player = await expanded(5, 1);
    const old = grantOf(await player.claim('f.0'));
    const taken = grantOf(await player.claim('f.0', { worker: 'w-2', delivery: 2 }));
    expect(taken).toMatchObject({ unit: 'f.0', lost: 1, item: { index: 0, value: '{"n":0}' } });
    expect(await player.settle(old)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect((await player.types()).slice(-2)).toEqual(['item.redelivered f', 'item.result_ignored f']);
    expect(itemOf(await player.settle(taken))).toMatchObject({ index: 1 });
  });

  it('counts losses by item, and tries one that lost two alone', async () => {
    const player = await expanded(5, 1);
    await player.claim('f.0');
    await player.claim('f.0', { worker: 'w-2', delivery: 2 });
    expect(await player.claim('f.0', { worker: 'w-3', delivery: 3, idle: false })).toEqual({
      result: 'alone',
    });
    const alone = grantOf(await player.claim('f.0', { worker: 'w-3', delivery: 3 }));
    expect(alone).toMatchObject({ lost: 2, item: { index: 0 } });
    expect(grantOf(await player.settle(alone))).toMatchObject({ lost: 0, item: { index: 1 } });
  });

  it('keeps the item of a lane that waits for its retry', async () => {
    const player = await expanded(5, 1);
    const lane = grantOf(await player.claim('f.0'));
    const answer = await player.change(lane, { to: 'retrying', error: FAILURE, delayMs: 0 });
    expect(enqueuesOf(answer)).toEqual(['f.0.d2']);
    const retried = grantOf(await player.claim('f.0', { attempt: 2, dispatch: 2 }));
    expect(retried).toMatchObject({ attempt: 2, item: { index: 0 } });
    expect(grantOf(await player.settle(retried))).toMatchObject({ attempt: 1, item: { index: 1 } });
    expect(await store().runs.loadItems(player.runId, 'f', 0, 1)).toMatchObject([{ attempt: 2 }]);
  });

  it('keeps the item of a lane that is given back', async () => {
    const player = await expanded(5, 1);
    const lane = grantOf(await player.claim('f.0'));
    const answer = await player.change(lane, { to: 'released', underSameJob: false });
    expect(enqueuesOf(answer)).toEqual(['f.0.d2']);
    expect(itemOf(await player.claim('f.0', { dispatch: 2 }))).toMatchObject({ index: 0 });
  });

  it('goes on after an item that failed, and counts it', async () => {
    const player = await expanded(2, 1);
    const next = grantOf(await player.settle(grantOf(await player.claim('f.0')), { status: 'failed' }));
    expect(await itemsOf(player)).toEqual({ total: 2, next: 2, left: 1, failed: 1 });
    const [held] = movesOf(await player.settle(next)).evaluations;
    const guard = { on: 'token', unit: 'f', token: held?.token ?? 0 } as const;
    const change = { to: 'collected', output: '[null,1]', error: '{"code":"ITEMS_FAILED"}' } as const;
    const answer = await player.commit({ guard, change, next: [scheduled('g', 1, [])] });
    expect(enqueuesOf(answer)).toEqual(['g.d1']);
    expect((await store().runs.loadFields(player.runId, ['e:f'])).get('e:f')).toBe(change.error);
  });

  it('fails the step and the run with an item that is given up; nothing that comes later counts', async () => {
    const player = await expanded(5, 2);
    const [one, two] = [grantOf(await player.claim('f.0')), grantOf(await player.claim('f.1'))];
    const answer = movesOf(await player.settle(one, { status: 'failed', ends: true }));
    expect(answer.status).toBe('failed');
    expect(answer.obsolete.map(({ unit }) => unit)).toEqual(['f.1']);
    expect(await player.status('f')).toBe('failed');
    expect(await player.settle(two)).toMatchObject({ result: 'refused', reason: 'terminal' });
    expect((await player.types()).slice(-4)).toEqual([
      'item.failed f',
      'step.failed f',
      'item.cancelled f',
      'run.failed',
    ]);
  });

  it('ends all lanes with their run', async () => {
    const player = await expanded(5, 3);
    await player.claim('f.0');
    const { obsolete } = movesOf(await player.cancel());
    expect(obsolete.map(({ unit }) => unit).sort()).toEqual(['f.0', 'f.1', 'f.2']);
    expect(await player.claim('f.1')).toEqual({ result: 'terminal' });
    expect((await player.types()).filter((type) => type.startsWith('item.'))).toEqual([
      'item.started f',
      'item.cancelled f',
    ]);
  });

  it('stops lanes in a paused run, and lets them go on after it', async () => {
    const player = await expanded(5, 2);
    const lane = grantOf(await player.claim('f.0'));
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(movesOf(await player.settle(lane))).toMatchObject({ grants: [], enqueues: [] });
    expect(await player.status('f.0')).toBe('ready');
    expect(await player.claim('f.1')).toEqual({ result: 'stale' });
    expect(await player.status('f.1')).toBe('blocked');
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    expect(enqueuesOf(resumed)).toEqual(['f.0.d2', 'f.1.d2']);
    expect(itemOf(await player.claim('f.0', { dispatch: 2 }))).toMatchObject({ index: 1 });
  });

  it('leaves a list that is evaluated, and outcomes that are collected, until after a pause', async () => {
    const player = new LanePlayer(store());
    const held = await player.hold();
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(movesOf(await player.expandHeld(held, 1, 1))).toMatchObject({ enqueues: [] });
    expect(await player.status('f')).toBe('ready');
    const [anew] = movesOf(await player.byRun(['paused'], { change: { to: 'resumed' } })).evaluations;
    if (anew === undefined) throw new Error('The step is not held anew.');
    await player.expandHeld(anew, 1, 1);
    const lane = grantOf(await player.claim('f.0'));
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(movesOf(await player.settle(lane)).evaluations).toEqual([]);
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    const [collecting] = movesOf(resumed).evaluations;
    expect(collecting?.values.get('i:f')).toBe('1|1|0|0');
  });

  it('mends a lane that nobody moves, with its item', async () => {
    const player = await expanded(5, 1);
    const lane = grantOf(await player.claim('f.0'));
    const guard = { on: 'unit', unit: 'f.0', status: 'running', dispatch: 1, token: lane.token } as const;
    const change = { to: 'open', opening: { mode: 'schedule', reads: ['in'] }, lost: true } as const;
    expect(enqueuesOf(await player.commit({ guard, change }))).toEqual(['f.0.d2']);
    const mended = grantOf(await player.claim('f.0', { dispatch: 2 }));
    expect(mended).toMatchObject({ lost: 1, item: { index: 0 } });
    expect([...mended.values.keys()]).toEqual(['in']);
  });

  it('releases a lane that a dead delivery held under another job, with its item', async () => {
    const player = new LanePlayer(store());
    await player.submit({ roots: [scheduled('a')] });
    const a = grantOf(await player.claim('a'));
    const [held] = movesOf(await player.complete(a, { next: [evaluated('f')] })).evaluations;
    const issuer = { worker: 'w-1', job: 'a.d1', delivery: 1 };
    const guard = { on: 'token', unit: 'f', token: held?.token ?? 0 } as const;
    const change = { to: 'expanded', list: listOf(3), lanes: 2, first: 'claim', reads: [] } as const;
    expect(itemOf(await player.commit({ issuer, guard, change }))).toMatchObject({ index: 0 });
    const answer = await player.claim('a', { worker: 'w-2', delivery: 2 });
    expect(enqueuesOf(answer)).toEqual(['f.0.d1', 'f.1.d1']);
    expect(grantOf(await player.claim('f.0', { worker: 'w-2' }))).toMatchObject({
      lost: 1,
      item: { index: 0 },
    });
    expect(itemOf(await player.claim('f.1', { worker: 'w-2' }))).toMatchObject({ index: 1 });
  });

  it('keeps a list of many items whole', async () => {
    const player = await expanded(20_000, 1);
    expect(await itemsOf(player)).toMatchObject({ total: 20_000 });
    expect(itemOf(await player.claim('f.0'))).toEqual({ index: 0, value: '{"n":0}' });
  });

  it('forgets the items of a run that is deleted', async () => {
    const player = await expanded(5, 1);
    await player.settle(grantOf(await player.claim('f.0')));
    await player.cancel();
    await store().runs.deleteFinished(-1_000, 100);
    expect(await store().runs.loadItems(player.runId, 'f', 0, 5)).toEqual([]);
  });
}
