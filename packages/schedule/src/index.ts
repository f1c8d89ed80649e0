export {
  type Deciding,
  decide,
  free,
  note,
  pause,
  place,
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
  type Slot,
} from './document.ts';
export { jitterOf } from './jitter.ts';
export { judgeTiming, type TimingFault } from './judge-timing.ts';
export { createTimetable, listNext } from './timetable.ts';
export type { Timetable, Timing } from './timing.ts';
