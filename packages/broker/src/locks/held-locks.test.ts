import { describe, expect, it } from '@jest/globals';
import { clockMs } from './clock-ms.ts';
import { HeldLocks, readPages } from './held-locks.ts';
import { LockPage } from './lock-page.ts';
import { renewHeld } from './renew-held.ts';

const nameOf = (jobId: string, token = 't') => ({ queue: 'agent.x', jobId, token });
const ignore = () => {};

/** What a thread sees of these locks: the same memory, and nothing else. */
function openElsewhere(locks: HeldLocks): LockPage[] {
  const pages: LockPage[] = [];
  locks.share((memory) => pages.push(new LockPage(memory)));
  return pages;
}

const idsOf = (pages: readonly LockPage[]) => readPages(pages).map(({ jobId }) => jobId);

describe('locks that a process holds', () => {
  it('are visible to every thread that shares their memory, until they are released', () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const [a, b] = [locks.hold(nameOf('ä.1'), 1, ignore), locks.hold(nameOf('b', 'token:7'), 1, ignore)];
    expect(readPages(pages)).toMatchObject([nameOf('ä.1'), nameOf('b', 'token:7')]);
    a.release();
    a.release();
    expect(idsOf(pages)).toEqual(['b']);
    b.release();
    expect(idsOf(pages)).toEqual([]);
  });

  it('can fill more than one page', () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const ids = Array.from({ length: 2 * LockPage.slots + 1 }, (_, i) => `job-${i}`);
    const held = ids.map((id) => locks.hold(nameOf(id), 1, ignore));
    expect(new Set(idsOf(pages))).toEqual(new Set(ids));
    for (const lock of held) lock.release();
    expect(idsOf(pages)).toEqual([]);
    for (const id of ids) locks.hold(nameOf(id), 1, ignore);
    expect(pages).toHaveLength(3);
  });

  it('count from the moment at which their last renewal was sent', async () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const lock = locks.hold(nameOf('a'), 5, ignore);
    expect(lock.since).toBe(5);
    const before = performance.now();
    await renewHeld(readPages(pages), async () => []);
    expect(lock.since).toBeGreaterThan(before - 1);
    expect(lock.since).toBeLessThanOrEqual(performance.now());
  });

  it('that are lost are no longer renewed, and notify their holder once', async () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const told: string[] = [];
    const [older, newer] = ['old', 'new'].map((token) =>
      locks.hold(nameOf('same job', token), 5, () => told.push(token)),
    );
    const extend = async (_: string, some: readonly { token: string }[]) =>
      some.flatMap(({ token }, i) => (token === 'old' ? [i] : []));
    await renewHeld(readPages(pages), extend);
    expect(readPages(pages)).toMatchObject([nameOf('same job', 'new')]);
    locks.tellLost();
    locks.tellLost();
    expect(told).toEqual(['old']);
    expect(older?.since).toBe(5);
    expect(newer?.since).toBeGreaterThan(5);
  });

  it('ignore messages about an earlier lock in their place', () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const first = locks.hold(nameOf('first'), 1, ignore);
    const [seen] = readPages(pages);
    first.release();
    const told: string[] = [];
    const second = locks.hold(nameOf('second'), 2, () => told.push('second'));
    seen?.renewed(clockMs());
    seen?.lost();
    locks.tellLost();
    expect(second.since).toBe(2);
    expect(told).toEqual([]);
    expect(idsOf(pages)).toEqual(['second']);
  });

  it('whose names are too long for shared memory are left to the event loop', async () => {
    const locks = new HeldLocks();
    const pages = openElsewhere(locks);
    const told: string[] = [];
    const long = locks.hold(nameOf('ü'.repeat(300)), 5, () => told.push('lost'));
    expect(idsOf(pages)).toEqual([]);
    expect(locks.read('unpaged')).toHaveLength(1);
    await renewHeld(locks.read('all'), async () => []);
    expect(long.since).toBeGreaterThan(5);
    await renewHeld(locks.read('all'), async () => [0]);
    expect([locks.read('all'), told]).toEqual([[], ['lost']]);
    long.release();
  });
});
