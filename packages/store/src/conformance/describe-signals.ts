import { parseSignalText } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { awaiting, Player } from './fixture.ts';

/** Signals: who takes them, and what is refused. The equivalence suite plays the rest. */
export function describeSignals({ store }: Context): void {
  const waiting = async (...units: string[]) => {
    const player = new Player(store());
    await player.submit({ roots: units.map((unit) => awaiting(unit, 'signal:go')) });
    return player;
  };

  it('gives a signal to the unit that has been parked longest, of those that the command names', async () => {
    const player = await waiting('a', 'b', 'c');
    expect(await player.signal('go', { waiters: ['c', 'b'] })).toMatchObject({
      result: 'applied',
      evaluations: [{ unit: 'b' }],
    });
    const rest = await player.signal('go', { waiters: ['c', 'b', 'a', 'unknown'] });
    expect(rest).toMatchObject({ evaluations: [{ unit: 'a' }] });
  });

  it('returns when it took a signal, by its own clock', async () => {
    const player = await waiting('a');
    const before = await store().runs.now();
    await player.signal('go', { key: 'k' });
    const text = (await store().runs.loadFields(player.runId, ['g:a'])).get('g:a') ?? '';
    const { at = 0, ...message } = parseSignalText(text);
    expect(message).toEqual({ name: 'go', key: 'k', body: '{"payload":1}' });
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(await store().runs.now());
  });

  it('refuses a signal that is not to be kept if none of its units waits for it, and keeps nothing', async () => {
    const player = await waiting('a');
    const guard = { result: 'refused', reason: 'guard', status: 'running' };
    const refused = { orElse: 'refuse', key: 'k' } as const;
    expect(await player.signal('other', refused)).toEqual(guard);
    expect(await player.signal('go', { ...refused, waiters: [] })).toEqual(guard);
    const park = (await player.unit('a'))?.park ?? 0;
    expect(await player.signal('go', { ...refused, park: park + 1 })).toEqual(guard);
    expect((await player.types()).filter((type) => type.startsWith('signal'))).toEqual([]);
    expect(await player.signal('go', { ...refused, park })).toMatchObject({ evaluations: [{ unit: 'a' }] });
    expect(await player.signal('go', { ...refused, park })).toMatchObject({ result: 'repeated' });
    expect(await player.signal('go', { ...refused, key: 'k2', park })).toEqual(guard);
  });

  it('refuses a key that stands for something else: another name, or another purpose', async () => {
    const player = await waiting('a', 'b');
    const reused = { result: 'refused', reason: 'reused', status: 'running' };
    expect(await player.signal('go', { key: 'k' })).toMatchObject({ evaluations: [{ unit: 'a' }] });
    expect(await player.signal('go', { key: 'k' })).toMatchObject({ result: 'repeated' });
    expect(await player.signal('other', { key: 'k' })).toEqual(reused);
    expect(await player.signal('go', { key: 'k', purpose: 'an answer' })).toEqual(reused);
    expect(await player.signal('go', { key: 'l', purpose: 'an answer' })).toMatchObject({
      result: 'applied',
    });
    expect(await player.signal('go', { key: 'l', purpose: 'an answer' })).toMatchObject({
      result: 'repeated',
    });
    expect(await player.signal('go', { key: 'l' })).toEqual(reused);
    await player.cancel();
    expect(await player.signal('go', { key: 'l' })).toEqual({ ...reused, status: 'cancelled' });
  });
}
