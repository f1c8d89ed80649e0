import type { ScheduleSettings, ScheduleView } from '@ag06/client';
import { type DraftFault, toLocalTime } from '../form/draft.ts';

/** The fields of a schedule as they are entered, besides its input. */
export interface ScheduleTexts {
  readonly name: string;
  readonly workflow: string;
  /** Empty: the latest when a run starts. */
  readonly version: string;
  readonly times: 'cron' | 'every';
  readonly cron: string;
  readonly zone: string;
  readonly every: string;
  readonly overlap: ScheduleView['overlap'];
  readonly catchUp: ScheduleView['catchUp'];
  readonly jitter: string;
  /** Of `<input type="datetime-local">`, in the reader's time zone. */
  readonly from: string;
  readonly until: string;
  readonly isPaused: boolean;
}

/** Returns the fields of a new schedule. */
export const newScheduleTexts = (workflow: string, zone: string): ScheduleTexts => ({
  name: workflow,
  workflow,
  version: '',
  times: 'cron',
  cron: '',
  zone,
  every: '',
  overlap: 'skip',
  catchUp: 'last',
  jitter: '',
  from: '',
  until: '',
  isPaused: false,
});

/** Returns the fields of a schedule that is there. */
export const toScheduleTexts = (schedule: ScheduleView): ScheduleTexts => ({
  name: schedule.name,
  workflow: schedule.workflow,
  version: schedule.version ?? '',
  times: schedule.every === undefined ? 'cron' : 'every',
  cron: schedule.cron ?? '',
  zone: schedule.zone ?? 'UTC',
  every: schedule.every ?? '',
  overlap: schedule.overlap,
  catchUp: schedule.catchUp,
  jitter: schedule.jitter ?? '',
  from: schedule.from === undefined ? '' : toLocalTime(schedule.from),
  until: schedule.until === undefined ? '' : toLocalTime(schedule.until),
  isPaused: schedule.paused,
});

/** Returns the fields that cannot be sent as they are. All else is for the fleet to judge. */
export function findTextFaults(texts: ScheduleTexts): readonly DraftFault[] {
  const needed = ['name', 'workflow', texts.times] as const;
  const moments = ['from', 'until'] as const;
  return [
    ...needed
      .filter((name) => texts[name].trim() === '')
      .map((path) => ({ path, message: 'This is required.' })),
    ...moments
      .filter((name) => texts[name] !== '' && Number.isNaN(Date.parse(texts[name])))
      .map((path) => ({ path, message: `Expected a time, got ${texts[path]}.` })),
  ];
}

/**
 * Returns what to send for fields without faults. Of a schedule that is there, `before`, it does not say whether it is paused, and
 * a time that was not touched keeps its milliseconds.
 */
export function toScheduleSettings(
  texts: ScheduleTexts,
  input: unknown,
  before?: ScheduleView,
): ScheduleSettings {
  const given = (name: 'version' | 'jitter') => {
    const text = texts[name].trim();
    return text === '' ? {} : { [name]: text };
  };
  const moment = (name: 'from' | 'until') => {
    if (texts[name] === '') return {};
    const kept = before?.[name];
    const isKept = kept !== undefined && toLocalTime(kept) === texts[name];
    return { [name]: isKept ? kept : new Date(texts[name]).toISOString() };
  };
  return {
    workflow: texts.workflow.trim(),
    input,
    ...(texts.times === 'cron'
      ? { cron: texts.cron.trim(), ...(texts.zone.trim() !== '' && { zone: texts.zone.trim() }) }
      : { every: texts.every.trim() }),
    overlap: texts.overlap,
    catchUp: texts.catchUp,
    ...given('version'),
    ...given('jitter'),
    ...moment('from'),
    ...moment('until'),
    ...(before === undefined && { paused: texts.isPaused, create: true }),
  };
}

/** The fields that refusals of the whole schedule are about. */
export const SCHEDULE_PLACES: ReadonlyMap<string, keyof ScheduleTexts> = new Map([
  ['WORKFLOW_UNKNOWN', 'workflow'],
  ['VERSION_UNKNOWN', 'version'],
  ['SCHEDULE_MANAGED', 'name'],
  ['SCHEDULE_EXISTS', 'name'],
  ['SCHEDULES_FULL', 'name'],
]);
