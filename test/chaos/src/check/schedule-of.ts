import type { History, KeptSchedule } from '../history.ts';

/** The schedules that started runs, by their ids: a schedule names those of its slots, and a run may name its schedule. */
export function schedulesByRun({ schedules, runs }: History): ReadonlyMap<string, KeptSchedule> {
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const named = schedules.flatMap((schedule) =>
    schedule.slots.flatMap(({ runId }) => (runId === undefined ? [] : [[runId, schedule] as const])),
  );
  const naming = runs.flatMap(({ runId, run }) => {
    const schedule = byName.get(run.parent?.schedule ?? '');
    return schedule === undefined ? [] : [[runId, schedule] as const];
  });
  return new Map([...named, ...naming]);
}
