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
  type Moves,
  type Next,
  NO_MOVES,
  type Opening,
  OUTPUT_UNIT,
  type Park,
  type RunEnd,
  type RunField,
  type Submit,
  type SubmitAnswer,
  TOLD_BYTES_MAX,
} from './command.ts';
export {
  ENTRIES,
  ENTRY_WAKE_MS,
  type Entry,
  type EntryId,
  type EntryKind,
  isEntryId,
  readEntryId,
  toEntryId,
} from './entry.ts';
export { type ItemCounts, type ItemList, parseItemCounts } from './item-list.ts';
export type { Move, Origin } from './move.ts';
export { MOVES, type MoveName } from './moves.ts';
export { kindOfReason, kindsShownAs, PARK_KINDS, PARKINGS, type ParkKind } from './park-reason.ts';
export { encodeRunMeta, parseRunMeta, type RunMeta, type RunParent, toParentKey } from './run-meta.ts';
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
  type DeadlineWakeup,
  type EntryWakeup,
  parseWakeupKey,
  type RunWakeup,
  toWakeId,
  toWakeupKey,
  WAKEUPS,
  type Wakeup,
  type WakeupClass,
  type WakeupKind,
} from './wake-up.ts';
