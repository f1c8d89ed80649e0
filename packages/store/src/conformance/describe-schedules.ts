import { RUN_ID_PATTERN } from '@ag06/contracts';
import type { Wakeup } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';

const LEASE_MS = 600_000;

/** Documents of schedules, each with its wake-up. */
export function describeSchedules({ store }: Context): void {
  const slotOf = (name: string, tenant = 'default') =>
    ({ subject: 'schedule', tenant, name, kind: 'slot' }) as const;
  /** Of these schedules those whose wake-up is due; it is not due again for long. */
  async function takeSlots(...names: readonly string[]): Promise<readonly Wakeup[]> {
    const taken: Wakeup[] = [];
    for (;;) {
      const due = await store().runs.takeWakeups('timers', 1_000, LEASE_MS);
      if (due.length === 0) break;
      taken.push(...due.filter((wakeup) => wakeup.subject === 'schedule' && names.includes(wakeup.name)));
    }
    return taken;
  }

  it('keeps a document with the time of its clock, under a version that rises', async () => {
    const { schedules } = store();
    const name = freshId();
    const before = await schedules.load('default', name);
    expect(before.found).toBeUndefined();
    const text = '{"a":"|1|2|","b":"\\n","c":"é"}';
    const first = await schedules.save('default', name, { expected: 0, text, wakeAt: undefined });
    const loaded = await schedules.load('default', name);
    expect(loaded).toEqual({ now: expect.any(Number), found: { version: first, text } });
    expect(loaded.now).toBeGreaterThanOrEqual(before.now);
    const expected = first ?? 0;
    const second = await schedules.save('default', name, { expected, text: 'two', wakeAt: undefined });
    expect(second).toBeGreaterThan(expected);
    expect((await schedules.load('default', name)).found).toEqual({ version: second, text: 'two' });
    expect((await schedules.load('other', name)).found).toBeUndefined();
  });

  it('refuses a decision from another version, and answers a repeated write alike', async () => {
    const { schedules } = store();
    const name = freshId();
    const save = (expected: number, text: string) =>
      schedules.save('default', name, { expected, text, wakeAt: undefined });
    expect(await save(7, 'early')).toBeUndefined();
    const first = (await save(0, 'one')) ?? 0;
    expect(await save(0, 'one')).toBe(first);
    expect(await save(0, 'other')).toBeUndefined();
    const second = (await save(first, 'two')) ?? 0;
    expect(await save(first, 'two')).toBe(second);
    expect(await save(first, 'late')).toBeUndefined();
    expect((await schedules.load('default', name)).found).toEqual({ version: second, text: 'two' });
  });

  it('accepts one of many concurrent writers', async () => {
    const { schedules } = store();
    const name = freshId();
    const writers = Array.from({ length: 20 }, (_, i) =>
      schedules.save('default', name, { expected: 0, text: `writer ${i}`, wakeAt: undefined }),
    );
    expect((await Promise.all(writers)).filter((version) => version !== undefined)).toHaveLength(1);
  });

  it('gives a schedule that was removed and comes back a version that it never had', async () => {
    const { schedules } = store();
    const name = freshId();
    const save = (expected: number, text: string) =>
      schedules.save('default', name, { expected, text, wakeAt: 0 });
    const first = (await save(0, 'one')) ?? 0;
    expect(await schedules.remove('default', name, first + 1)).toBe(false);
    expect(await schedules.remove('default', name, first)).toBe(true);
    expect(await schedules.remove('default', name, first)).toBe(true);
    expect(await takeSlots(name)).toEqual([]);
    const again = (await save(0, 'again')) ?? 0;
    expect(again).toBeGreaterThan(first);
    expect(await save(first, 'late')).toBeUndefined();
    expect(await schedules.remove('default', name, first)).toBe(false);
    expect((await schedules.load('default', name)).found).toEqual({ version: again, text: 'again' });
  });

  it('sets and removes the wake-up with the document, and neither if the document stays', async () => {
    const { schedules } = store();
    const [name, other] = [freshId(), freshId()];
    const { now } = await schedules.load('default', name);
    const first = await schedules.save('default', name, { expected: 0, text: 'one', wakeAt: now });
    await schedules.save('other', name, { expected: 0, text: 'one', wakeAt: now - 1 });
    await schedules.save('default', other, { expected: 0, text: 'one', wakeAt: now + LEASE_MS });
    const taken = await takeSlots(name, other);
    expect(taken).toHaveLength(2);
    expect(taken).toEqual(expect.arrayContaining([slotOf(name), slotOf(name, 'other')]));
    expect(await takeSlots(name, other)).toEqual([]);
    await schedules.save('default', name, { expected: 0, text: 'late', wakeAt: now });
    expect(await takeSlots(name)).toEqual([]);
    const expected = first ?? 0;
    const second = await schedules.save('default', name, { expected, text: 'two', wakeAt: now });
    await schedules.save('default', name, { expected: second ?? 0, text: 'three', wakeAt: undefined });
    expect(await takeSlots(name)).toEqual([]);
  });

  it('moves the wake-up of a document alone, if that still has this version', async () => {
    const { schedules, runs } = store();
    const name = freshId();
    const { now } = await schedules.load('default', name);
    const save = { expected: 0, text: 'one', wakeAt: now + LEASE_MS };
    const version = (await schedules.save('default', name, save)) ?? 0;
    expect(await schedules.wake('default', name, version, now)).toBe(true);
    expect(await takeSlots(name)).toEqual([slotOf(name)]);
    expect(await schedules.wake('default', name, version + 1, now)).toBe(false);
    expect(await schedules.wake('default', name, 0, undefined)).toBe(false);
    expect(await takeSlots(name)).toEqual([]);
    await runs.moveWakeup(slotOf(name), -1);
    expect(await takeSlots(name)).toEqual([slotOf(name)]);
    await schedules.remove('default', name, version);
    await runs.armWakeup(slotOf(name), -1);
    expect(await schedules.wake('default', name, 0, undefined)).toBe(true);
    expect(await takeSlots(name)).toEqual([]);
  });

  it('lists and counts the schedules of a tenant by name, page by page', async () => {
    const { schedules } = store();
    const tenant = freshId();
    const names = Array.from({ length: 7 }, (_, i) => `s-${i}`);
    for (const name of names.toReversed())
      await schedules.save(tenant, name, { expected: 0, text: `of ${name}`, wakeAt: undefined });
    expect(await schedules.count(tenant)).toBe(7);
    const [first, rest] = [
      await schedules.list(tenant, undefined, 3),
      await schedules.list(tenant, 's-2', 100),
    ];
    expect(first.map(({ name }) => name)).toEqual(names.slice(0, 3));
    expect(rest.map(({ name, text }) => [name, text])).toEqual(
      names.slice(3).map((name) => [name, `of ${name}`]),
    );
    expect(first[0]?.version).toBe((await schedules.load(tenant, 's-0')).found?.version);
    expect(await schedules.list(tenant, 's-6', 3)).toEqual([]);
    expect(await schedules.count(`${tenant}-else`)).toBe(0);
  });

  it('names the same run for the same text, and another one for any other', () => {
    const { runs } = store();
    const text = `${freshId()}|é`;
    expect(runs.deriveRunId(text)).toBe(runs.deriveRunId(text));
    const ids = Array.from({ length: 100 }, (_, i) => runs.deriveRunId(`${text}${i}`));
    for (const id of ids) expect(id).toMatch(RUN_ID_PATTERN);
    expect(new Set(ids).size).toBe(100);
  });
}
