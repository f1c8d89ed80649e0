import { describe, expect, it } from '@jest/globals';
import { DeliveryJoin, type JoinedEnd } from './delivery-join.ts';

describe('deliveries of one job', () => {
  it('that do not overlap end each on its own', async () => {
    const join = new DeliveryJoin<string>();
    expect(await join.run('j', async () => 'first')).toEqual({ is: 'own', end: 'first' });
    expect(await join.run('j', async () => 'second')).toEqual({ is: 'own', end: 'second' });
  });

  it('that overlap end together when the newest ends, and only that one counts', async () => {
    const join = new DeliveryJoin<string>();
    const ends = [0, 1, 2].map(() => Promise.withResolvers<string>());
    const seen: JoinedEnd<string>[] = [];
    const runs = ends.map(({ promise }) => join.run('j', () => promise).then((end) => void seen.push(end)));
    ends[0]?.resolve('oldest');
    ends[1]?.resolve('older');
    await Promise.all([ends[0]?.promise, ends[1]?.promise, Promise.resolve()]);
    expect(seen).toEqual([]);
    ends[2]?.resolve('newest');
    await Promise.all(runs);
    expect(seen).toEqual([{ is: 'superseded' }, { is: 'superseded' }, { is: 'own', end: 'newest' }]);
  });

  it('do not wait for an older one whose handling goes on', async () => {
    const join = new DeliveryJoin<string>();
    const older = join.run('j', () => new Promise<string>(() => {}));
    expect(await join.run('j', async () => 'newest')).toEqual({ is: 'own', end: 'newest' });
    expect(await older).toEqual({ is: 'superseded' });
    expect(await join.run('j', async () => 'later')).toEqual({ is: 'own', end: 'later' });
  });

  it('of different jobs have nothing to do with each other', async () => {
    const join = new DeliveryJoin<string>();
    void join.run('j', () => new Promise<string>(() => {}));
    expect(await join.run('k', async () => 'own')).toEqual({ is: 'own', end: 'own' });
  });
});
