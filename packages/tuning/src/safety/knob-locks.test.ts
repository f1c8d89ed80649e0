import { describe, expect, it } from '@jest/globals';
import { KnobLocks, KnobLocksModel } from './knob-locks.ts';

describe('KnobLocks', () => {
  it('pauses a setting after one rollback, and locks it for 1 h, 4 h, then until a person unlocks it', () => {
    const locks = new KnobLocks();
    const rollBack = (at: number) => locks.rolledBack('hedgeAfterMs', at, 'did harm');
    expect(rollBack(0)).toBe(false);
    expect(locks.isLocked('hedgeAfterMs', 299)).toBe(true);
    expect(locks.isLocked('hedgeAfterMs', 300)).toBe(false);
    expect(rollBack(1_000)).toBe(true);
    expect(locks.inForce(1_001)).toMatchObject([{ until: 4_600, by: 'rollback' }]);
    expect(rollBack(10_000)).toBe(true);
    expect(locks.inForce(10_001)).toMatchObject([{ until: 24_400 }]);
    rollBack(100_000);
    expect(locks.isLocked('hedgeAfterMs', 1e9)).toBe(true);
    locks.unlock('hedgeAfterMs');
    expect(locks.isLocked('hedgeAfterMs', 100_001)).toBe(false);
    expect(rollBack(100_002)).toBe(false);
  });

  it('counts two rollbacks more than an hour apart as one each', () => {
    const locks = new KnobLocks();
    locks.rolledBack('timeoutMs', 0, 'did harm');
    expect(locks.rolledBack('timeoutMs', 3_601, 'did harm')).toBe(false);
  });

  it('keeps the lock of a person when the setting is rolled back, and after an export and an import', () => {
    const locks = new KnobLocks();
    locks.lock({ knob: 'replicas', until: null, reason: 'sale', by: 'person' });
    locks.rolledBack('replicas', 5, 'did harm');
    const copy = new KnobLocks(KnobLocksModel.parse(JSON.parse(JSON.stringify(locks.toModel()))));
    expect(copy.inForce(1e9)).toEqual([{ knob: 'replicas', until: null, reason: 'sale', by: 'person' }]);
    expect(copy.isLocked('concurrency', 0)).toBe(false);
  });
});
