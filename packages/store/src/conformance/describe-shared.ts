import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';

/** Documents that the whole fleet shares. */
export function describeShared({ store }: Context): void {
  it('keeps a document, with a version that rises and the time of its change', async () => {
    const { shared, runs } = store();
    const name = freshId();
    expect(await shared.load('breaker', name)).toBeUndefined();
    const before = await runs.now();
    expect(await shared.swap('breaker', name, 0, '{"a":"|1|"}')).toBe(true);
    expect(await shared.swap('breaker', name, 1, '{"a":2}')).toBe(true);
    const found = await shared.load('breaker', name);
    expect(found).toEqual({ name, version: 2, changedAt: expect.any(Number), text: '{"a":2}' });
    expect(found?.changedAt).toBeGreaterThanOrEqual(before);
    expect(found?.changedAt).toBeLessThanOrEqual(await runs.now());
  });

  it('keeps text with separators as it is', async () => {
    const { shared } = store();
    const name = freshId();
    const text = '{"a":"|1|","b":"\\n","c":"é\\u0000"}';
    await shared.swap('tuning', name, 0, text);
    expect((await shared.load('tuning', name))?.text).toBe(text);
  });

  it('refuses what was decided from another version', async () => {
    const { shared } = store();
    const name = freshId();
    expect(await shared.swap('breaker', name, 1, 'early')).toBe(false);
    expect(await shared.load('breaker', name)).toBeUndefined();
    await shared.swap('breaker', name, 0, 'one');
    await shared.swap('breaker', name, 1, 'two');
    expect(await shared.swap('breaker', name, 0, 'late')).toBe(false);
    expect(await shared.swap('breaker', name, 1, 'late')).toBe(false);
    expect(await shared.swap('breaker', name, 3, 'early')).toBe(false);
    expect(await shared.load('breaker', name)).toMatchObject({ version: 2, text: 'two' });
  });

  it('lets nobody write whose guard has changed, also for a document that is not there yet', async () => {
    const { shared } = store();
    const [name, leader] = [freshId(), freshId()];
    const guard = { kind: 'leader', name: leader, version: 1 } as const;
    expect(await shared.swap('tuning', name, 0, 'early', guard)).toBe(false);
    await shared.swap('leader', leader, 0, 'a');
    expect(await shared.swap('tuning', name, 0, 'one', guard)).toBe(true);
    expect(await shared.swap('tuning', name, 0, 'one', guard)).toBe(true);
    await shared.swap('leader', leader, 1, 'b');
    expect(await shared.swap('tuning', name, 1, 'late', guard)).toBe(false);
    expect(await shared.swap('tuning', `${name}-new`, 0, 'late', guard)).toBe(false);
    expect(await shared.load('tuning', name)).toMatchObject({ version: 1, text: 'one' });
    expect(await shared.swap('tuning', name, 1, 'two', { ...guard, version: 2 })).toBe(true);
  });

  it('answers a change that is sent twice alike, and makes it once', async () => {
    const { shared } = store();
    const name = freshId();
    expect(await shared.swap('breaker', name, 0, 'one')).toBe(true);
    expect(await shared.swap('breaker', name, 0, 'one')).toBe(true);
    expect(await shared.load('breaker', name)).toMatchObject({ version: 1 });
  });

  it('lets one of many writers through at each version', async () => {
    const { shared } = store();
    const name = freshId();
    const writers = Array.from({ length: 20 }, (_, i) => shared.swap('leader', name, 0, `writer ${i}`));
    expect((await Promise.all(writers)).filter((stands) => stands)).toHaveLength(1);
  });

  it('removes a document whose version is the expected one, and says whether it is gone', async () => {
    const { shared } = store();
    const name = freshId();
    await shared.swap('target', name, 0, 'one');
    await shared.swap('target', name, 1, 'two');
    expect(await shared.remove('target', name, 1)).toBe(false);
    expect(await shared.load('target', name)).toMatchObject({ text: 'two' });
    expect(await shared.remove('target', name, 2)).toBe(true);
    expect(await shared.load('target', name)).toBeUndefined();
    expect(await shared.remove('target', name, 2)).toBe(true);
  });

  it('lists the documents of a kind by name', async () => {
    const { shared } = store();
    const prefix = freshId();
    await shared.swap('tuning', `${prefix}-b`, 0, 'b');
    await shared.swap('tuning', `${prefix}-a`, 0, 'a');
    await shared.swap('leader', `${prefix}-c`, 0, 'c');
    const listed = (await shared.list('tuning')).filter(({ name }) => name.startsWith(prefix));
    expect(listed).toMatchObject([
      { name: `${prefix}-a`, version: 1, text: 'a' },
      { name: `${prefix}-b`, version: 1, text: 'b' },
    ]);
  });

  it('tells those who watch a kind which document changed, and no longer once they stopped', async () => {
    const { shared } = store();
    const name = freshId();
    const heard: string[] = [];
    const first = Promise.withResolvers<void>();
    const unwatch = await shared.watch('breaker', (changed) => {
      heard.push(changed);
      if (changed === name) first.resolve();
    });
    await shared.swap('tuning', `${name}-else`, 0, 'x');
    await shared.swap('breaker', name, 0, 'x');
    await first.promise;
    await unwatch();
    const second = Promise.withResolvers<void>();
    const unwatchAgain = await shared.watch('breaker', (changed) => changed === name && second.resolve());
    await shared.swap('breaker', name, 1, 'y');
    await second.promise;
    await unwatchAgain();
    expect(heard.filter((changed) => changed.startsWith(name))).toEqual([name]);
  });
}
