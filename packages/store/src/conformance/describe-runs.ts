import { expect, it } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import { readRunOutput } from '../records/read-run-record.ts';
import type { RunQuery } from '../run-store.ts';
import type { Context } from './describe-store.ts';
import {
  COMPLETED,
  enqueuesOf,
  freshId,
  freshReason,
  grantOf,
  META,
  movesOf,
  Player,
  scheduled,
} from './fixture.ts';

const ALL: RunQuery = {
  tenant: 'default',
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 50,
};
const END = { unit: '$', needs: 1, mode: 'end', reads: [], end: COMPLETED } as const;

/** Submissions, logs, lists, retention. */
export function describeRuns({ store }: Context): void {
  const list = async (query: Partial<RunQuery>) =>
    (await store().runs.listRuns({ ...ALL, ...query })).runs.map((run) => run.runId);

  it('starts a run, and answers the same submission alike', async () => {
    const player = new Player(store());
    const id = freshId();
    expect(await player.submit({ id })).toMatchObject({ result: 'created', status: 'running' });
    const again = await player.submit({ id });
    expect(again.result).toBe('repeated');
    expect(enqueuesOf(again)).toEqual(['a.d1']);
  });

  it('tells of the state of a unit its status alone, in the words of the API', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b'), scheduled('c')] });
    const change = { to: 'retrying', error: '{"code":"X","message":"x"}', delayMs: 0 } as const;
    await player.complete(grantOf(await player.claim('b')), { change });
    await player.claim('c', { obstacle: freshReason() });
    const next = [{ unit: 'd', needs: 1, mode: 'claim', reads: ['s:a'] }] as const;
    const granted = grantOf(await player.complete(grantOf(await player.claim('a')), { next }));
    expect([...granted.values]).toEqual([['s:a', 'completed']]);
    expect([...(await store().runs.loadFields(player.runId, ['s:b', 's:c', 's:d', 's:e']))]).toEqual([
      ['s:b', 'retrying'],
      ['s:c', 'blocked'],
      ['s:d', 'running'],
    ]);
  });

  it('gives one run for one key, and tells another body from the same', async () => {
    const dedupe = { key: freshId(), body: 'x', ttlMs: 60_000 };
    const first = new Player(store(), store().runs.createRunId('default', dedupe.key));
    await first.submit({ dedupe });
    const second = new Player(store(), store().runs.createRunId('default', dedupe.key));
    expect(await second.submit({ dedupe })).toEqual({
      result: 'duplicate',
      runId: first.runId,
      sameBody: true,
    });
    const other = { ...dedupe, body: 'y' };
    expect(await second.submit({ dedupe: other })).toMatchObject({ result: 'duplicate', sameBody: false });
    expect(await second.submit({ dedupe, tenant: 'else' })).toMatchObject({ result: 'created' });
  });

  it('knows the run of a key, whether the body is the same, and nothing of a key that expired', async () => {
    const key = freshId();
    const player = new Player(store(), store().runs.createRunId('default', key));
    expect(await store().runs.findKey('default', key, 'x')).toBeUndefined();
    await player.submit({ dedupe: { key, body: 'x', ttlMs: 60_000 } });
    const { runId } = player;
    expect(await store().runs.findKey('default', key, 'x')).toEqual({ runId, sameBody: true });
    expect(await store().runs.findKey('default', key, 'y')).toEqual({ runId, sameBody: false });
    expect(await store().runs.findKey('else', key, 'x')).toBeUndefined();
    const short = freshId();
    const dedupe = { key: short, body: 'x', ttlMs: 1 };
    await new Player(store(), store().runs.createRunId('default', short)).submit({ dedupe });
    while ((await store().runs.findKey('default', short, 'x')) !== undefined);
    const next = new Player(store(), store().runs.createRunId('default', short));
    expect(await next.submit({ dedupe: { ...dedupe, ttlMs: 60_000 } })).toMatchObject({ result: 'created' });
  });

  it('keeps the key of a run that was deleted until it expires', async () => {
    const dedupe = { key: freshId(), body: 'x', ttlMs: 60_000 };
    const first = new Player(store(), store().runs.createRunId('default', dedupe.key));
    await first.submit({ dedupe });
    await first.cancel();
    while ((await store().runs.deleteFinished(-1_000, 100)) > 0);
    expect(await store().runs.loadRun(first.runId)).toBeUndefined();
    const known = { runId: first.runId, sameBody: true };
    expect(await store().runs.findKey('default', dedupe.key, 'x')).toEqual(known);
    const second = new Player(store(), store().runs.createRunId('default', dedupe.key));
    expect(await second.submit({ dedupe })).toEqual({ result: 'duplicate', ...known });
  });

  it('holds a delayed run back until it is started', async () => {
    const player = new Player(store());
    expect(await player.submit({ delayMs: 60_000 })).toMatchObject({ status: 'scheduled', enqueues: [] });
    const started = await player.byRun(['scheduled'], { change: { to: 'started' } });
    expect(enqueuesOf(started)).toEqual(['a.d1']);
    expect(await player.types()).toEqual(['run.accepted', 'run.started', 'step.scheduled a']);
  });

  it('numbers events without a gap, and ends the log with the only terminal one', async () => {
    const player = new Player(store());
    await player.submit();
    await player.complete(grantOf(await player.claim('a')), { next: [END] });
    await player.cancel();
    const events = (await loadEvents(store().runs, player.runId, 0, 100)) ?? [];
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.map((event) => event.at)).toEqual(events.map((event) => event.at).sort());
    expect(
      events.filter((event) => /^run\.(completed|failed|cancelled|timed_out)$/.test(event.type)),
    ).toHaveLength(1);
    expect(await loadEvents(store().runs, player.runId, 2, 2)).toEqual(events.slice(2, 4));
    expect(
      await loadEvents(store().runs, store().runs.createRunId('default', undefined), 0, 10),
    ).toBeUndefined();
  });

  it('loads a run as it is', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const run = await store().runs.loadRun(player.runId);
    expect(run).toMatchObject({
      runId: player.runId,
      status: 'running',
      input: { n: 1 },
      meta: { correlationId: 'corr-1' },
    });
    expect(run?.units.get('a')).toMatchObject({
      status: 'running',
      holder: 'a.d1',
      token: grant.token,
      worker: 'w-1',
    });
    expect(run?.finishedAt).toBeUndefined();
    expect(await store().runs.loadRun('r0-nonsense')).toBeUndefined();
  });

  it('lists runs newest first by status, workflow, correlation id and tag', async () => {
    const workflow = `w${freshId()}`;
    const make = async (tags: readonly string[], correlationId: string) => {
      const player = new Player(store());
      const meta = JSON.stringify({ ...META, workflow, correlationId, tags });
      await player.submit({ meta });
      return player;
    };
    const one = await make(['x', 'y'], `c1${workflow}`);
    const two = await make(['y'], `c2${workflow}`);
    const three = await make(['z'], `c2${workflow}`);
    await two.cancel();
    const all = await list({ workflow });
    expect([...all].sort()).toEqual([one.runId, two.runId, three.runId].sort());
    expect(await list({ workflow, statuses: ['cancelled'] })).toEqual([two.runId]);
    expect((await list({ workflow, statuses: ['running', 'cancelled'] })).length).toBe(3);
    expect((await list({ workflow, tags: ['x', 'z'] })).sort()).toEqual([one.runId, three.runId].sort());
    expect(await list({ correlationId: `c2${workflow}`, statuses: ['running'] })).toEqual([three.runId]);
    expect(await list({ workflow, tenant: 'else' })).toEqual([]);
    expect(await list({ workflow, from: Date.now() + 60_000 })).toEqual([]);
    expect((await list({ workflow, to: Date.now() + 60_000 })).length).toBe(3);
  });

  it('pages without a gap or a double while runs are added', async () => {
    const workflow = `w${freshId()}`;
    const add = async () => {
      const player = new Player(store());
      await player.submit({ meta: JSON.stringify({ ...META, workflow }) });
      return player.runId;
    };
    const known = new Set<string>();
    for (let i = 0; i < 7; i++) known.add(await add());
    const seen: string[] = [];
    let page = await store().runs.listRuns({ ...ALL, workflow, limit: 3 });
    seen.push(...page.runs.map((run) => run.runId));
    while (page.next !== undefined) {
      await add();
      page = await store().runs.listRuns({ ...ALL, workflow, limit: 3, after: page.next });
      seen.push(...page.runs.map((run) => run.runId));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((runId) => known.has(runId))).toHaveLength(7);
  });

  it('deletes runs that ended long enough ago, and nothing else', async () => {
    const [ended, open] = [new Player(store()), new Player(store())];
    await ended.submit();
    await open.submit();
    await ended.complete(grantOf(await ended.claim('a')), { next: [END] });
    await store().runs.deleteFinished(60_000, 100);
    expect(await store().runs.loadRun(ended.runId)).toBeDefined();
    while ((await store().runs.deleteFinished(-1_000, 100)) > 0);
    expect(await store().runs.loadRun(ended.runId)).toBeUndefined();
    expect(await loadEvents(store().runs, ended.runId, 0, 10)).toBeUndefined();
    expect(await ended.claim('a')).toEqual({ result: 'unknown' });
    expect(await list({ limit: 500 })).not.toContain(ended.runId);
    expect(await list({ limit: 500 })).toContain(open.runId);
  });

  it('deletes one run that has ended, with its log and from every list, and never one that is open', async () => {
    const workflow = `w${freshId()}`;
    const meta = JSON.stringify({ ...META, workflow, correlationId: workflow, tags: [workflow] });
    const [ended, open] = [new Player(store()), new Player(store())];
    await ended.submit({ meta });
    await open.submit({ meta });
    expect(await store().runs.deleteRun(ended.runId)).toBe('open');
    await ended.cancel();
    expect(await store().runs.deleteRun(ended.runId)).toBe('deleted');
    expect(await store().runs.deleteRun(ended.runId)).toBe('unknown');
    expect(await store().runs.deleteRun('r0-nonsense')).toBe('unknown');
    expect(await store().runs.loadRun(ended.runId)).toBeUndefined();
    expect(await loadEvents(store().runs, ended.runId, 0, 10)).toBeUndefined();
    expect(await ended.claim('a')).toEqual({ result: 'unknown' });
    for (const filter of [{ workflow }, { correlationId: workflow }, { tags: [workflow] }]) {
      expect(await list(filter)).toEqual([open.runId]);
    }
    expect(await list({ workflow, statuses: ['cancelled'] })).toEqual([]);
    // The retention meets it, and goes on to those that ended after it.
    const later = new Player(store());
    await later.submit();
    await later.cancel();
    while ((await store().runs.deleteFinished(-1_000, 100)) > 0);
    expect(await store().runs.loadRun(later.runId)).toBeUndefined();
    expect(await open.status('a')).toBe('scheduled');
  });

  it('announces ends, and separately those that were no completion; an output that it tells is that of the run', async () => {
    const words: string[] = [];
    const outputs = new Map<string, string>();
    const { promise, resolve } = Promise.withResolvers<void>();
    const note = (kind: string) => (runId: string, status: string, output?: string) => {
      words.push(`${kind} ${runId} ${status}`);
      if (output !== undefined) outputs.set(runId, output);
      if (words.length === 3) resolve();
    };
    const unwatch = [
      await store().runs.watchEnds('ended', note('ended')),
      await store().runs.watchEnds('stopped', note('stopped')),
    ];
    const [good, bad] = [new Player(store()), new Player(store())];
    await good.submit();
    await bad.submit({ roots: [scheduled('a')] });
    await good.complete(grantOf(await good.claim('a')), { next: [END] });
    await bad.cancel();
    await promise;
    expect(words.sort()).toEqual(
      [
        `ended ${good.runId} completed`,
        `ended ${bad.runId} cancelled`,
        `stopped ${bad.runId} cancelled`,
      ].sort(),
    );
    for (const [runId, output] of outputs)
      expect(readRunOutput(runId, output).output).toEqual((await store().runs.loadOutcome(runId))?.output);
    expect(outputs.has(bad.runId)).toBe(false);
    for (const stop of unwatch) await stop();
    expect(movesOf(await new Player(store()).submit()).status).toBe('running');
  });
}
