export {
  CATCH_UP_MAX,
  type Deciding,
  decide,
  free,
  HISTORY_MAX,
  LATE_MS,
  LOOK_MS,
  note,
  PEND_MS,
  pause,
  place,
  QUEUE_MAX,
  resume,
  settle,
  wakeAt,
} from './decide.ts';
export {
  CATCH_UPS,
  encodeSchedule,
  OVERLAPS,
  type PastSlot,
  type PendingRun,
  parseSchedule,
  type ScheduleDocument,
  type ScheduleSettings,
  SLOT_OUTCOMES,
  type Slot,
} from './document.ts';
export { jitterOf } from './jitter.ts';
export { GAP_MIN_MS, JITTER_MAX_MS, judgeTiming, type TimingFault } from './judge-timing.ts';
export { createTimetable, listLast, listNext } from './timetable.ts';
export type { Timetable, Timing } from './timing.ts';
