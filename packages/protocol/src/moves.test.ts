import { EVENT_TYPES } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Move } from './move.ts';
import { MOVES } from './moves.ts';
import { PARK_KINDS, PARKINGS } from './park-reason.ts';
import { FINAL_STATUSES, isFinal, UNIT_STATUSES, type UnitStatus } from './unit-status.ts';

const moves: [string, Move][] = Object.entries(MOVES);
const statusOf = (origin: string): UnitStatus => origin.replace(/\(.*/, '') as UnitStatus;

/** Everything that a unit may become, step by step, while its run is not retried. */
function reachable(from: UnitStatus): Set<UnitStatus> {
  const reached = new Set<UnitStatus>([from]);
  for (const status of reached) {
    for (const [name, move] of moves)
      if (name !== 'revive' && move.to !== 'same' && move.from.some((origin) => statusOf(origin) === status))
        reached.add(move.to);
  }
  return reached;
}

describe('the table of moves', () => {
  it('leads from what is pending to every status', () => {
    expect([...reachable('pending')].sort()).toEqual(UNIT_STATUSES.toSorted());
  });

  it('leads from every status that is not final to every outcome but that of a condition', () => {
    for (const status of UNIT_STATUSES.filter((one) => !isFinal(one)))
      expect([...reachable(status)]).toEqual(expect.arrayContaining(['completed', 'failed', 'cancelled']));
  });

  it('leads nowhere from what is final, but by the retry of its run', () => {
    for (const status of FINAL_STATUSES) expect([...reachable(status)]).toEqual([status]);
  });

  it('begins from what is parked only by moves that its reason names', () => {
    const named = PARK_KINDS.flatMap((kind) =>
      PARKINGS[kind].leaves.map((move) => `${move} parked(${kind})`),
    );
    const rows = moves.flatMap(([name, { from }]) =>
      from.filter((origin) => origin.startsWith('parked(')).map((origin) => `${name} ${origin}`),
    );
    expect(rows.toSorted()).toEqual(named.toSorted());
  });

  it('tells only of events that the log knows', () => {
    const events = moves.flatMap(([, { event }]) => event ?? []);
    expect(EVENT_TYPES).toEqual(expect.arrayContaining(events));
  });

  it.each(moves)(
    '%s: the process that has to act holds the unit, and no process holds a unit on a queue',
    (_, move) => {
      if (move.tells === 'grant' || move.tells === 'evaluation') expect(move.holder).toBe('issuer');
      if (move.tells === 'enqueue') expect(move).toMatchObject({ holder: 'none', by: 'job', dispatch: '+1' });
      if (move.to === 'parked' || (move.to !== 'same' && isFinal(move.to))) expect(move.holder).toBe('none');
    },
  );
});
