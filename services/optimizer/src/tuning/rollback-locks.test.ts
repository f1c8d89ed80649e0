import { type Knob, parseTuningPolicy } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import type { KnobLock } from '@ag06/tuning';
import { expect, it } from '@jest/globals';
import { GuardedDocuments } from '../guarded-documents.ts';
import { RollbackLocks } from './rollback-locks.ts';

const HOUR_MS = 3_600_000;
const NOW = 1_800_000_000_000;

/** The locks of an agent whose tuner has locked a setting until then; null: for good. */
async function create() {
  const { shared } = createMemoryStore();
  await shared.swap('leader', 'optimizer', 0, '{}');
  const guard = { kind: 'leader', name: 'optimizer', version: 1 } as const;
  const documents = new GuardedDocuments(shared, { fence: 1, guard });
  const locks = new RollbackLocks({ id: 'o-1', documents, shared });
  const unlocked: Knob[] = [];
  let present: readonly KnobLock[] = [];
  const agent = {
    name: 'x.a',
    tuner: { rollbackLocks: () => present, unlock: (knobs: readonly Knob[]) => void unlocked.push(...knobs) },
  };
  const policy = async () =>
    parseTuningPolicy((await shared.load('tuning-policy', 'x.a'))?.text ?? '')?.locks ?? {};
  const lock = async (untilMs: number | null, now: number) => {
    const until = untilMs === null ? null : untilMs / 1_000;
    present = [{ knob: 'maxAttempts', until, reason: 'did harm', by: 'rollback' }];
    await locks.write(agent, now);
  };
  return { locks, agent, unlocked, policy, lock };
}

it('a lock that follows one whose time is over is written as well, and ends when a person ends it', async () => {
  const { locks, agent, unlocked, policy, lock } = await create();
  await lock(NOW + HOUR_MS, NOW);
  const first = await policy();
  expect(first.maxAttempts?.until).toBe(NOW + HOUR_MS);
  const later = NOW + 2 * HOUR_MS;
  locks.follow(agent, first, later);
  await lock(null, later);
  const last = await policy();
  expect(last.maxAttempts).toEqual({ at: later, by: 'optimizer o-1', reason: 'did harm' });
  locks.follow(agent, last, later);
  expect(unlocked).toEqual([]);
  locks.follow(agent, {}, later);
  expect(unlocked).toEqual(['maxAttempts']);
});

it('a lock that is in force stays as it was written', async () => {
  const { policy, lock } = await create();
  await lock(NOW + HOUR_MS, NOW);
  await lock(NOW + 4 * HOUR_MS, NOW + 1_000);
  expect((await policy()).maxAttempts?.until).toBe(NOW + HOUR_MS);
});
