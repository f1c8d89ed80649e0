import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, freshReason, Player, scheduled } from './fixture.ts';

/** Lists of blocked units, as dispatchers read them. */
export function describeBlockedLists({ store, itOfThousands }: Context): void {
  const listed = async (reason: string) =>
    (await store().runs.listBlocked(reason, 10)).map(({ runId, unit }) => `${runId} ${unit}`);
  const counted = async (reason: string) => (await store().runs.countBlocked()).get(reason);

  it('lists what is blocked for a reason of the oldest run first, by unit within a run, as many as asked for', async () => {
    const [reason, other] = [freshReason(), freshReason()];
    const runs: string[] = [];
    for (let i = 0; i < 4; i++) {
      const player = new Player(store());
      await player.submit({ roots: [scheduled('b'), scheduled('a'), scheduled('c')] });
      runs.push(player.runId);
    }
    for (const runId of runs.toReversed()) {
      const player = new Player(store(), runId);
      await player.claim('b', { obstacle: reason });
      await player.claim('a', { obstacle: reason });
      await player.claim('c', { obstacle: other });
    }
    const found = await store().runs.listBlocked(reason, 100);
    const created = new Map<string, number>();
    for (const runId of runs) created.set(runId, (await store().runs.loadRun(runId))?.createdAt ?? 0);
    const inOrder = runs.toSorted(
      (a, b) => (created.get(a) ?? 0) - (created.get(b) ?? 0) || (a < b ? -1 : 1),
    );
    const expected = inOrder.flatMap((runId) =>
      ['a', 'b'].map((unit) => ({ runId, unit, createdAt: created.get(runId) })),
    );
    expect(found).toMatchObject(expected);
    expect(await store().runs.listBlocked(reason, 3)).toEqual(found.slice(0, 3));
    expect(await listed(other)).toEqual(inOrder.map((runId) => `${runId} c`));
    expect(await counted(reason)).toBe(8);
    expect(await counted(other)).toBe(4);
  });

  it('keeps apart reasons of which one begins like the other', async () => {
    const player = new Player(store());
    const reason = freshReason();
    const longer = `${reason}.eu-1:x_y`;
    const limit = reason.replace(/^[a-z]+:/, 'limit:');
    await player.submit({ roots: [scheduled('a'), scheduled('b'), scheduled('c')] });
    await player.claim('a', { obstacle: reason });
    await player.claim('b', { obstacle: longer });
    await player.claim('c', { obstacle: limit });
    for (const [of, unit] of [
      [reason, 'a'],
      [longer, 'b'],
      [limit, 'c'],
    ] as const) {
      expect(await listed(of)).toEqual([`${player.runId} ${unit}`]);
      expect(await counted(of)).toBe(1);
    }
  });

  itOfThousands(
    'parks and dispatches two thousand, a bounded batch at a time',
    async () => {
      const reason = freshReason();
      const total = 2_000;
      const players = Array.from({ length: total / 20 }, () => new Player(store()));
      const units = Array.from({ length: 20 }, (_, i) => `a${i}`);
      await Promise.all(
        players.map((player) => player.submit({ roots: units.map((unit) => scheduled(unit)) })),
      );
      await Promise.all(
        players.flatMap((player) => units.map((unit) => player.claim(unit, { obstacle: reason }))),
      );
      expect(await counted(reason)).toBe(total);
      const dispatched = new Set<string>();
      for (let batches = 0; batches < total / 200; batches++) {
        const batch = await store().runs.listBlocked(reason, 200);
        expect(batch).toHaveLength(200);
        const answers = await Promise.all(
          batch.map(({ runId, unit }) => new Player(store(), runId).unblock(unit, reason)),
        );
        for (const [i, answer] of answers.entries()) {
          for (const dispatch of enqueuesOf(answer)) dispatched.add(`${batch[i]?.runId} ${dispatch}`);
        }
      }
      expect(dispatched.size).toBe(total);
      expect(await listed(reason)).toEqual([]);
      expect(await counted(reason)).toBeUndefined();
    },
    60_000,
  );

  it('goes on behind a unit, and forgets none whose run is there', async () => {
    const reason = freshReason();
    for (let i = 0; i < 3; i++) {
      const player = new Player(store());
      await player.submit();
      await player.claim('a', { obstacle: reason });
    }
    const all = await store().runs.listBlocked(reason, 9);
    expect(all).toHaveLength(3);
    expect(await store().runs.listBlocked(reason, 1, all[0])).toEqual(all.slice(1, 2));
    expect(await store().runs.listBlocked(reason, 9, all[2])).toEqual([]);
    await store().runs.forgetBlocked(reason, all);
    expect(await store().runs.listBlocked(reason, 9)).toEqual(all);
    expect((await store().runs.countBlocked()).get(reason)).toBe(3);
  });
}
