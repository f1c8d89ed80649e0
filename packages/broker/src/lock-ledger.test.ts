import { expect, it } from '@jest/globals';
import { LockLedger } from './lock-ledger.ts';

it('counts a renewal from the moment it was sent, for the locks that are still ours', () => {
  const ledger = new LockLedger();
  const [kept, lost] = [ledger.hold('kept', 't1', 10), ledger.hold('lost', 't2', 10)];
  ledger.renew(['kept', 'lost', 'unknown'], ['t1', 't2', 't3'], ['lost'], 50);
  expect([kept.since, lost.since]).toEqual([50, 10]);
});

it('does not take the renewal of a newer delivery for one of the older, nor the other way round', () => {
  const ledger = new LockLedger();
  const older = ledger.hold('j', 't1', 10);
  const newer = ledger.hold('j', 't2', 20);
  ledger.renew(['j'], ['t1'], [], 50);
  expect([older.since, newer.since]).toEqual([10, 20]);
  ledger.release('j', older);
  ledger.renew(['j'], ['t2'], [], 60);
  expect([older.since, newer.since]).toEqual([10, 60]);
});

it('forgets a lock that was released', () => {
  const ledger = new LockLedger();
  const lock = ledger.hold('j', 't1', 10);
  ledger.release('j', lock);
  ledger.renew(['j'], ['t1'], [], 50);
  expect(lock.since).toBe(10);
});
