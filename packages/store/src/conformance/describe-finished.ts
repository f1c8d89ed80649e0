import { expect, it } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import type { RunAsRead } from '../run-store.ts';
import type { Context } from './describe-store.ts';
import { freshId, grantOf, Player, scheduled } from './fixture.ts';

const FAILED = { status: 'failed', error: '{"code":"AGENT_FAILED","message":"x"}' } as const;
/** Whatever has ended. */
const ANY_AGE_MS = -60_000;

/** How runs that have ended leave the store. */
export function describeFinished({ store }: Context): void {
  async function failed(): Promise<Player> {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a')] });
    const change = { to: 'failed', error: FAILED.error } as const;
    await player.complete(grantOf(await player.claim('a')), { change, end: FAILED });
    return player;
  }
  async function asRead({ runId }: Player): Promise<RunAsRead> {
    const endedBy = (await store().runs.loadState(runId))?.endedBy ?? '';
    return { endedBy, events: (await loadEvents(store().runs, runId, 0, 100))?.length ?? 0 };
  }
  const retry = async (player: Player) =>
    player.commit({
      id: freshId(),
      guard: { on: 'ended', by: (await asRead(player)).endedBy },
      change: { to: 'retried', steps: ['a'], by: 'ops' },
      next: [scheduled('a')],
    });
  async function listAll(ageMs: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (;;) {
      const page = await store().runs.listFinished(ageMs, 3, found.length);
      if (page.length === 0) return found;
      found.push(...page.map(({ runId }) => runId));
    }
  }

  it('lists runs that ended long enough ago by pages, each once, and no others', async () => {
    const open = new Player(store());
    await open.submit();
    const ended = await Promise.all(Array.from({ length: 5 }, failed));
    // Places on a list whose runs are gone must not move the runs of later pages.
    const gone = await Promise.all(Array.from({ length: 12 }, failed));
    await Promise.all(gone.map(({ runId }) => store().runs.deleteRun(runId)));
    ended.push(...(await Promise.all(Array.from({ length: 5 }, failed))));
    const all = await listAll(ANY_AGE_MS);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(ended.map(({ runId }) => runId)));
    expect(all).not.toContain(open.runId);
    expect(await listAll(60_000)).not.toContain(ended[0]?.runId);
  });

  it('lists runs behind as many as a page that were deleted one by one', async () => {
    const gone = await Promise.all(Array.from({ length: 4 }, failed));
    const left = await failed();
    for (const runId of await listAll(ANY_AGE_MS))
      if (runId !== left.runId) await store().runs.deleteRun(runId);
    for (const { runId } of gone) expect(await store().runs.loadSummary(runId)).toBeUndefined();
    expect(await store().runs.listFinished(ANY_AGE_MS, 2, 0)).toMatchObject([{ runId: left.runId }]);
  });

  it('lists no run that was deleted, or that goes on after a retry, until it has ended again', async () => {
    const [gone, again] = [await failed(), await failed()];
    await store().runs.deleteRun(gone.runId);
    await retry(again);
    const listed = await listAll(ANY_AGE_MS);
    expect(listed).not.toContain(gone.runId);
    expect(listed).not.toContain(again.runId);
    await again.cancel();
    expect((await listAll(ANY_AGE_MS)).filter((runId) => runId === again.runId)).toHaveLength(1);
  });

  it('deletes a run only if it is as its reader found it: not after a retry, whose end is another', async () => {
    const player = await failed();
    const before = await asRead(player);
    expect(await store().runs.deleteRun(player.runId, { ...before, events: before.events - 1 })).toBe('open');
    await retry(player);
    expect(await store().runs.deleteRun(player.runId, before)).toBe('open');
    await player.cancel();
    expect(await store().runs.deleteRun(player.runId, before)).toBe('open');
    expect(await store().runs.loadRun(player.runId)).toMatchObject({ status: 'cancelled' });
    expect(await store().runs.deleteRun(player.runId, await asRead(player))).toBe('deleted');
    expect(await store().runs.deleteRun(player.runId, before)).toBe('unknown');
  });
}
