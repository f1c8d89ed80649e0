import { LIMITS } from '@ag06/contracts';
import { type Grant, type RunField, TOLD_BYTES_MAX } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { claimed, evaluated, grantOf, movesOf, Player, scheduled } from './fixture.ts';

/** A JSON text of this many bytes. */
const textOf = (bytes: number, letter = 'x'): string => `"${letter.repeat(bytes - 2)}"`;
const readsOf = ({ values, unread }: Grant) => ({ told: [...values.keys()], unread: unread ?? [] });

/** Answers contain small values; the issuer reads large ones itself. */
export function describeLargeValues(context: Context): void {
  const { store } = context;

  /** A run in which `a` and further steps have these outputs. The commit that joins them holds `z`. */
  async function joined(sizes: readonly number[], reads: readonly RunField[]): Promise<Grant[]> {
    const player = new Player(store());
    const steps = sizes.map((_, i) => `s${i}`);
    const roots = steps.map((step) => evaluated(step, 0));
    const next = [evaluated('z', steps.length, reads), evaluated('y', steps.length, reads)];
    const held = movesOf(await player.submit({ roots })).evaluations;
    const joins: Grant[] = [];
    for (const [i, grant] of held.entries()) {
      const output = textOf(sizes[i] ?? 2);
      const known: RunField[] = [`o:${grant.unit}`];
      const answer = await player.complete(grant, { change: { to: 'completed', output }, next, known });
      joins.push(...movesOf(answer).evaluations);
    }
    return joins;
  }

  it('tells values up to a bound, and of what is beyond only that it is to be read', async () => {
    const half = TOLD_BYTES_MAX / 2;
    const fields = ['s0', 's1', 's2', 's3'].map((step): RunField => `o:${step}`);
    const [z] = await joined([half, half, 2, 2], ['in', ...fields]);
    if (z === undefined) throw new Error('The join is not held.');
    expect(readsOf(z)).toEqual({ told: ['in', 'o:s0'], unread: ['o:s1', 'o:s2'] });
  });

  it('tells a value that several steps read to all of them, and moves it once', async () => {
    const size = TOLD_BYTES_MAX - 100;
    const [z, y] = await joined([size, 2], ['o:s0', 'o:s1']);
    expect(z?.values.get('o:s0')).toBe(textOf(size));
    expect(y?.values.get('o:s0')).toBe(textOf(size));
    expect([z?.unread, y?.unread]).toEqual([undefined, undefined]);
  });

  it('counts bytes, not characters', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(TOLD_BYTES_MAX / 2, 'ü');
    const change = { to: 'completed', output } as const;
    const next = [claimed('b', 1, ['o:a'])];
    const answer = await player.complete(grantOf(await player.claim('a')), { change, next });
    expect(readsOf(grantOf(answer))).toEqual({ told: ['o:a'], unread: [] });
    const other = new Player(store());
    await other.submit();
    const larger = { to: 'completed', output: textOf(TOLD_BYTES_MAX / 2 + 2, 'ü') } as const;
    const refused = await other.complete(grantOf(await other.claim('a')), { change: larger, next });
    expect(readsOf(grantOf(refused))).toEqual({ told: [], unread: ['o:a'] });
  });

  it('tells a claim of an output that is too large as it tells a commit', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(LIMITS.outputBytes + 1);
    const next = [scheduled('b', 1, ['o:a', 'in'])];
    await player.complete(grantOf(await player.claim('a')), { change: { to: 'completed', output }, next });
    const b = await player.claim('b');
    expect(b).toMatchObject({ input: '{"n":1}' });
    expect(readsOf(grantOf(b))).toEqual({ told: [], unread: ['o:a'] });
    expect((await store().runs.loadFields(player.runId, ['o:a'])).get('o:a')).toBe(output);
  });

  it('measures fields without reading them', async () => {
    const player = new Player(store());
    const input = textOf(LIMITS.inputBytes + 1, 'ü');
    await player.submit({ input });
    const sizes = await store().runs.measureFields(player.runId, ['in', 'o:a', 'e:a']);
    expect([...sizes]).toEqual([['in', Buffer.byteLength(input)]]);
    expect((await store().runs.measureFields(new Player(store()).runId, ['in'])).size).toBe(0);
    expect((await store().runs.measureFields('nobody', ['in'])).size).toBe(0);
  });

  it('reads and measures any number of fields', async () => {
    const player = new Player(store());
    await player.submit();
    const fields = Array.from({ length: 10_001 }, (_, i): RunField => `o:s${i}`);
    expect([...(await store().runs.loadFields(player.runId, [...fields, 'in']))]).toEqual([
      ['in', '{"n":1}'],
    ]);
    expect([...(await store().runs.measureFields(player.runId, [...fields, 'in']))]).toEqual([['in', 7]]);
  });
}
