import { StoreError } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { stopBulk } from '../use-cases/bulks.ts';
import { BulkBench, workOff } from './testing/bulk-bench.ts';

const NEVER = new AbortController().signal;

/** The same store, but for some of its methods: they live on the prototypes of its classes. */
const withMethods = <T extends object>(port: T, methods: Partial<T>): T =>
  new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });

describe('a bulk', () => {
  it('acts on all runs that its filter selects, and tells of each that refuses', async () => {
    const bench = new BulkBench();
    const [ended, ...open] = await bench.submit(450);
    const others = await bench.submit(3, 'other');
    await ended?.cancel();
    const { bulkId, matched, isExact } = await bench.start({ action: 'delete', filter: { workflow: 'w' } });
    expect({ matched, isExact }).toEqual({ matched: 450, isExact: true });
    await workOff(bench.dispatcher('d-1'));
    const bulk = await bench.show(bulkId);
    expect(bulk).toMatchObject({ status: 'completed', matched: 450, done: 1, refused: 449, failed: 0 });
    expect(bulk.reasons).toHaveLength(10);
    expect(bulk.reasons[0]).toMatchObject({ outcome: 'refused', code: 'RUN_OPEN' });
    expect(await bench.store.runs.loadSummary(ended?.runId ?? '')).toBeUndefined();
    for (const { runId } of [...open.slice(0, 3), ...others]) {
      expect(await bench.store.runs.loadSummary(runId)).toBeDefined();
    }
  });

  it('pauses many runs, resumes them and terminates them, in the name of the bulk', async () => {
    const bench = new BulkBench();
    const players = await bench.submit(3);
    const work = bench.dispatcher('d-1');
    for (const [action, from, to] of [
      ['pause', 'running', 'paused'],
      ['resume', 'paused', 'running'],
      ['terminate', 'running', 'cancelled'],
    ] as const) {
      const { bulkId } = await bench.start({ action, filter: { status: [from] } });
      await workOff(work);
      expect(await bench.show(bulkId)).toMatchObject({ matched: 3, done: 3, reasons: [] });
      for (const { runId } of players)
        expect(await bench.store.runs.loadSummary(runId)).toMatchObject({ status: to });
      const events = (await players[0]?.events()) ?? [];
      if (to === 'paused')
        expect(events).toContainEqual(expect.objectContaining({ type: 'run.paused', by: bulkId }));
    }
  });

  it('is begun at once where nothing was to be done, and tells of none while pages are worked off', async () => {
    const bench = new BulkBench();
    await bench.submit(2);
    const work = bench.dispatcher('d-1');
    let told = 0;
    work.onBegun(() => told++);
    await work.start();
    expect(await work.look(NEVER)).toBe('idle');
    await bench.start({ filter: { all: true } });
    expect(told).toBe(1);
    await workOff(work);
    expect(told).toBe(1);
    await work.stop();
    await bench.start({ filter: { all: true } });
    expect(told).toBe(1);
  });

  it('selects runs by when they ended', async () => {
    const bench = new BulkBench();
    const players = await bench.submit(3);
    const work = bench.dispatcher('d-1');
    const times: string[] = [];
    for (const player of players) {
      bench.now += 1_000;
      times.push(new Date(bench.now).toISOString());
      await player.cancel();
    }
    await bench.submit(1);
    const filter = { endedFrom: times[1] ?? '', endedTo: times[2] ?? '' };
    const { bulkId } = await bench.start({ action: 'delete', filter });
    await workOff(work);
    expect(await bench.show(bulkId)).toMatchObject({ matched: 1, done: 1 });
    expect(await bench.store.runs.loadSummary(players[1]?.runId ?? '')).toBeUndefined();
    expect(await bench.store.runs.loadSummary(players[2]?.runId ?? '')).toBeDefined();
  });

  it('does not touch runs that are created after it', async () => {
    const bench = new BulkBench();
    await bench.submit(5);
    const { bulkId } = await bench.start({ filter: { all: true } });
    bench.now += 1;
    const later = await bench.submit(5);
    await workOff(bench.dispatcher('d-1'));
    expect(await bench.show(bulkId)).toMatchObject({ matched: 5, done: 5 });
    for (const player of later) expect(await player.status('a')).toBe('scheduled');
  });

  it('with dryRun counts, and changes nothing', async () => {
    const bench = new BulkBench();
    const players = await bench.submit(450);
    const { bulkId } = await bench.start({ filter: { all: true }, dryRun: true });
    await workOff(bench.dispatcher('d-1'));
    expect(await bench.show(bulkId)).toMatchObject({ status: 'completed', matched: 450, done: 0 });
    for (const player of players) expect(await player.status('a')).toBe('scheduled');
  });

  it('is taken over by another dispatcher when one dies, and counts every run once', async () => {
    const bench = new BulkBench();
    const players = await bench.submit(450);
    const { bulkId } = await bench.start({ filter: { status: ['running'] } });
    let swaps = 0;
    // Dies when it is about to write what became of its first page.
    const swap = async (...args: Parameters<typeof bench.store.shared.swap>) => {
      if (++swaps === 2) throw new StoreError('STORE_UNAVAILABLE', 'died');
      return bench.store.shared.swap(...args);
    };
    const dying = bench.dispatcher('d-1', { shared: withMethods(bench.store.shared, { swap }) });
    await dying.look(NEVER);
    await expect(dying.look(NEVER)).rejects.toThrow('died');
    expect(await bench.show(bulkId)).toMatchObject({ matched: 200, done: 0 });

    const follower = bench.dispatcher('d-2');
    expect(await follower.look(NEVER)).toBeUndefined();
    expect(await bench.show(bulkId)).toMatchObject({ done: 0 });
    bench.now += 10_001;
    await workOff(follower);
    expect(await bench.show(bulkId)).toMatchObject({
      status: 'completed',
      matched: 450,
      done: 450,
      refused: 0,
    });
    for (const player of players) expect(await player.status('a')).toBe('cancelled');
  });

  it('that retries runs retries each once, though one failed again before its page was done once more', async () => {
    const bench = new BulkBench();
    const definition = JSON.stringify({ name: 'w', steps: { a: { agent: 'x.a' } } });
    await bench.store.workflows.saveWorkflow('default', { name: 'w', version: 'v1', definition });
    const players = await bench.submit(3);
    const fail = (player: (typeof players)[number] | undefined) =>
      player?.byRun(['running'], {
        change: { to: 'ended' },
        end: { status: 'failed', error: '{"code":"X"}' },
      });
    for (const player of players.slice(1)) await fail(player);
    const { bulkId } = await bench.start({ action: 'retry', filter: { all: true } });
    let swaps = 0;
    const swap = async (...args: Parameters<typeof bench.store.shared.swap>) => {
      if (++swaps === 2) throw new StoreError('STORE_UNAVAILABLE', 'died');
      return bench.store.shared.swap(...args);
    };
    const dying = bench.dispatcher('d-1', { shared: withMethods(bench.store.shared, { swap }) });
    await dying.look(NEVER);
    await expect(dying.look(NEVER)).rejects.toThrow('died');
    await fail(players[1]);
    bench.now += 10_001;
    await workOff(bench.dispatcher('d-2'));
    expect(await bench.show(bulkId)).toMatchObject({ matched: 3, done: 2, refused: 1, failed: 0 });
    expect((await bench.show(bulkId)).reasons).toMatchObject([{ code: 'RUN_NOT_RETRYABLE' }]);
    const statuses = players.map(async ({ runId }) => (await bench.store.runs.loadSummary(runId))?.status);
    expect(await Promise.all(statuses)).toEqual(['running', 'failed', 'running']);
  });

  it('waits while the store is away, and counts no run as failed for that', async () => {
    const bench = new BulkBench();
    await bench.submit(30);
    const { bulkId } = await bench.start({ filter: { all: true } });
    let calls = 0;
    const apply = (async (command: never) => {
      if (++calls === 25) throw new StoreError('STORE_UNAVAILABLE', 'away');
      return bench.store.runs.apply(command);
    }) as typeof bench.store.runs.apply;
    const work = bench.dispatcher('d-1', { runs: withMethods(bench.store.runs, { apply }) });
    await work.look(NEVER);
    await expect(work.look(NEVER)).rejects.toThrow('away');
    await workOff(work);
    expect(await bench.show(bulkId)).toMatchObject({ matched: 30, done: 30, refused: 0, failed: 0 });
  });

  it('that is stopped finishes and counts its page, and begins no other', async () => {
    const bench = new BulkBench();
    const players = await bench.submit(450);
    const { bulkId } = await bench.start({ filter: { all: true } });
    let isStopped = false;
    const apply = (async (command: never) => {
      if (!isStopped) await stopBulk(bench.store.shared, 'default', bulkId);
      isStopped = true;
      return bench.store.runs.apply(command);
    }) as typeof bench.store.runs.apply;
    await workOff(bench.dispatcher('d-1', { runs: withMethods(bench.store.runs, { apply }) }));
    expect(await bench.show(bulkId)).toMatchObject({ status: 'stopped', matched: 200, done: 200 });
    const states = await Promise.all(players.map((player) => player.status('a')));
    expect(states.filter((status) => status === 'cancelled')).toHaveLength(200);
    expect(await stopBulk(bench.store.shared, 'default', bulkId)).toMatchObject({ status: 'stopped' });
    await expect(stopBulk(bench.store.shared, 'other', bulkId)).rejects.toMatchObject({
      code: 'BULK_UNKNOWN',
    });
  });

  it('that is small does not wait for the end of a large one', async () => {
    const bench = new BulkBench();
    await bench.submit(650, 'many');
    await bench.submit(1, 'few');
    const large = await bench.start({ filter: { workflow: 'many' } });
    const small = await bench.start({ filter: { workflow: 'few' } });
    const work = bench.dispatcher('d-1');
    while ((await bench.show(small.bulkId)).status === 'running') await work.look(NEVER);
    expect(await bench.show(large.bulkId)).toMatchObject({ status: 'running' });
  });

  it('is the same for the same key, and another request with that key is refused', async () => {
    const bench = new BulkBench();
    await bench.submit(2);
    const first = await bench.start({ filter: { all: true } }, 'k');
    const again = await bench.start({ filter: { all: true } }, 'k');
    expect(again).toMatchObject({ bulkId: first.bulkId, isRepeat: true });
    await expect(bench.start({ filter: { workflow: 'w' } }, 'k')).rejects.toMatchObject({
      code: 'KEY_REUSED',
    });
  });

  it('is refused while ten others are under way; 100 ended ones are kept', async () => {
    const bench = new BulkBench();
    const work = bench.dispatcher('d-1');
    const start = () => bench.start({ filter: { workflow: 'none' } });
    for (let i = 0; i < 10; i++) await start();
    await expect(start()).rejects.toMatchObject({ code: 'BULKS_TOO_MANY' });
    await work.look(NEVER);
    for (let i = 0; i < 105; i++) {
      const { bulkId } = await start();
      const stored = await bench.store.shared.load('bulk', bulkId);
      const document = { ...JSON.parse(stored?.text ?? ''), status: 'completed' };
      await bench.store.shared.swap('bulk', bulkId, 1, JSON.stringify(document));
    }
    expect(await bench.store.shared.list('bulk')).toHaveLength(100);
  });
});
