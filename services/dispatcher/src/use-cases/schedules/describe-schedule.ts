import {
  type NextSlotsView,
  type PastSlotListView,
  type ScheduleListView,
  type ScheduleSummaryView,
  type ScheduleView,
  toRfc3339,
} from '@ag06/contracts';
import type { HeldSchedule } from '@ag06/runtime';
import {
  createTimetable,
  jitterOf,
  listNext,
  type PastSlot,
  parseSchedule,
  type ScheduleDocument,
} from '@ag06/schedule';
import type { Store } from '@ag06/store';

const UPCOMING = 10;

export function describeSchedule({ name, document, now }: HeldSchedule): ScheduleView {
  return {
    ...toSummary(name, document),
    input: document.settings.input,
    upcoming: findNext({ document, now }, UPCOMING).map(toRfc3339),
  };
}

/** Returns the next slots and the moments at which their runs start; of a paused schedule, those that it would have. */
export function describeNext(held: HeldSchedule, count: number): NextSlotsView {
  const { jitterMs } = held.document.settings;
  const items = findNext(held, count).map((slot) => ({
    slot: toRfc3339(slot),
    startsAt: toRfc3339(slot + jitterOf(held.name, slot, jitterMs)),
  }));
  return { items };
}

/** Returns the last slots that were decided, with the status of their runs. */
export async function describePast(
  { runs }: Pick<Store, 'runs'>,
  { document }: HeldSchedule,
): Promise<PastSlotListView> {
  const found = await Promise.all(
    document.last.map(({ runId }) => (runId === undefined ? undefined : runs.loadSummary(runId))),
  );
  const items = document.last.map(({ slot, decidedAt, ...past }, i) => ({
    slot: toRfc3339(slot.at),
    decidedAt: toRfc3339(decidedAt),
    ...past,
    ...(slot.trigger !== undefined && { trigger: slot.trigger }),
    ...(found[i] !== undefined && { status: found[i].status }),
  }));
  return { items };
}

/** Returns a page of schedules by name, without documents that this program cannot read. */
export async function listSchedules(
  { schedules }: Pick<Store, 'schedules'>,
  tenant: string,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<ScheduleListView> {
  const found = await schedules.list(tenant, cursor, limit + 1);
  const page = found.slice(0, limit);
  const items = page.flatMap(({ name, text }) => {
    const document = parseSchedule(text);
    return document === undefined ? [] : toSummary(name, document);
  });
  const last = page.at(-1);
  return { items, ...(found.length > limit && last !== undefined && { next: last.name }) };
}

/** Returns the slots that are not decided yet, including late ones. */
function findNext(
  { document, now }: Pick<HeldSchedule, 'document' | 'now'>,
  count: number,
): readonly number[] {
  const { next, paused, settings } = document;
  const from = paused || next === null ? now : Math.min(now, next - 1);
  return listNext(createTimetable(settings.timing), from, count);
}

function toSummary(name: string, document: ScheduleDocument): ScheduleSummaryView {
  const { settings, managed, paused, next, cur, queue } = document;
  const [last] = document.last;
  const { workflow, version, timing, overlap, catchUp, jitterMs } = settings;
  return {
    name,
    workflow,
    ...(version !== undefined && { version }),
    ...('cron' in timing ? { cron: timing.cron, zone: timing.zone } : { every: toDuration(timing.everyMs) }),
    overlap,
    catchUp,
    ...(jitterMs > 0 && { jitter: toDuration(jitterMs) }),
    ...(timing.from !== undefined && { from: toRfc3339(timing.from) }),
    ...(timing.until !== undefined && { until: toRfc3339(timing.until) }),
    managed,
    paused,
    next: paused || next === null ? null : toRfc3339(next),
    running: cur && { runId: cur.runId, slot: toRfc3339(cur.slot.at) },
    queued: queue.map(({ at }) => toRfc3339(at)),
    ...(last !== undefined && { last: toDecided(last) }),
  };
}

const toDecided = ({ slot, decidedAt, outcome, runId, why }: PastSlot): ScheduleSummaryView['last'] => ({
  slot: toRfc3339(slot.at),
  decidedAt: toRfc3339(decidedAt),
  outcome,
  ...(runId !== undefined && { runId }),
  ...(why !== undefined && { why }),
});

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Returns a duration in the largest unit that is exact. */
function toDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
