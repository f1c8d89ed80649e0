import { Refusal } from '@ag06/contracts';
import { type HeldSchedule, loadSchedule } from '@ag06/runtime';
import { createTimetable, type Deciding, type Slot } from '@ag06/schedule';
import type { Store } from '@ag06/store';

export async function needSchedule(store: Pick<Store, 'schedules'>, tenant: string, name: string) {
  const held = await loadSchedule(store, tenant, name);
  if (held !== undefined) return held;
  throw new Refusal(
    404,
    'SCHEDULE_UNKNOWN',
    `There is no schedule ${name}. GET /v1/schedules lists them all.`,
  );
}

/**
 * Returns the facts of a decision about it. A run's id is derived from its slot, so that repeated starts are one run.
 */
export function toDeciding(
  { runs }: Pick<Store, 'runs'>,
  { tenant, name, document, now }: HeldSchedule,
  version: string | undefined,
): Deciding {
  return {
    name,
    now,
    version,
    table: createTimetable(document.settings.timing),
    runIdOf: (slot) => runs.deriveRunId(JSON.stringify(['schedule', tenant, name, keyOf(slot)])),
  };
}

const keyOf = ({ at, trigger }: Slot): number | string => trigger ?? at;
