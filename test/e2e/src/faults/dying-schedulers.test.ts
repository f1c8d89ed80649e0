import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { pointsIn } from '../fault-table.ts';
import {
  expectDeathAt,
  expectOneRunOfEachSlot,
  type ScheduledFleet,
  startScheduledFleet,
} from '../scheduled-fleet.ts';

let scheduled: ScheduledFleet;
beforeAll(async () => {
  scheduled = await startScheduledFleet();
}, 120_000);
afterAll(() => scheduled?.stop());

describe('three dispatchers that keep schedules, one an hour ahead or behind, of which one dies', () => {
  const points = pointsIn('a dispatcher that keeps schedules').map(
    ([point], i) => [point, i % 2 === 0 ? 'ahead' : 'behind'] as const,
  );
  it.each(points)(
    'at %s, %s',
    (point, direction) => expectDeathAt(scheduled.fleet, point, direction),
    120_000,
  );

  it('start one run for each slot', () => expectOneRunOfEachSlot(scheduled.fleet), 120_000);
});
