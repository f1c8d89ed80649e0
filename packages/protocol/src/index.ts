export { ADMITTING, admits } from './admits.ts';
export {
  type AttemptDetail,
  type FailureChange,
  isFailureChange,
  toEventProperties,
} from './attempt-detail.ts';
export {
  type Attribute,
  type AttributeValue,
  parseTime,
  type TypedValue,
  toTypedValue,
} from './attribute.ts';
export {
  type AnswerTo,
  type Change,
  type Claim,
  type ClaimAnswer,
  type Command,
  type Commit,
  type CommitAnswer,
  type Enqueue,
  type Evaluation,
  type GoesOn,
  type Grant,
  type Guard,
  type Issuer,
  type ItemCounts,
  type ItemList,
  type Moves,
  type Next,
  NO_MOVES,
  type Opening,
  OUTPUT_UNIT,
  type Park,
  parseItemCounts,
  type RunEnd,
  type RunField,
  type Submit,
  type SubmitAnswer,
  TOLD_BYTES_MAX,
} from './command.ts';
export type { Move, Origin } from './move.ts';
export { MOVES, type MoveName } from './moves.ts';
export { kindOfReason, kindsShownAs, PARK_KINDS, PARKINGS, type ParkKind } from './park-reason.ts';
export { encodeRunMeta, parseRunMeta, type RunMeta } from './run-meta.ts';
export {
  FINAL_STATUSES,
  type FinalStatus,
  isFinal,
  toShownStatus,
  UNIT_STATUSES,
  type UnitStatus,
} from './unit-status.ts';
export {
  classOf,
  parseWakeupKey,
  type RunWakeup,
  toWakeId,
  toWakeupKey,
  WAKEUPS,
  type Wakeup,
  type WakeupClass,
  type WakeupKind,
} from './wake-up.ts';
