export { MOVES, type Move, type MoveName, type Origin } from './moves.ts';
export { kindOfReason, PARK_KINDS, type ParkKind, WAKERS } from './park-reason.ts';
export {
  FINAL_STATUSES,
  type FinalStatus,
  isFinal,
  toShownStatus,
  UNIT_STATUSES,
  type UnitStatus,
} from './unit-status.ts';
