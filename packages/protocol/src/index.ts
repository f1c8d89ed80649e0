export { ADMITTING, admits } from './admits.ts';
export {
  type AnswerTo,
  type ClaimAnswer,
  type CommitAnswer,
  type Enqueue,
  type Evaluation,
  type Grant,
  isSignalRefusal,
  type Moves,
  NO_MOVES,
  type SignalAnswer,
  type SubmitAnswer,
  TOLD_BYTES_MAX,
} from './answer.ts';
export { type ApprovalCard, parseApprovalCard } from './approval-card.ts';
export { type AttemptDetail, isFailureChange, toEventProperties } from './attempt-detail.ts';
export {
  type Attribute,
  type AttributeValue,
  type TypedValue,
  toTypedValue,
} from './attribute.ts';
export {
  type Change,
  type Claim,
  type Command,
  type Commit,
  type GoesOn,
  type Guard,
  type Issuer,
  type Next,
  type Opening,
  OUTPUT_UNIT,
  type Park,
  type RunEnd,
  type Signal,
  type Submit,
} from './command.ts';
export {
  ENTRY_WAKE_MS,
  type Entry,
  type EntryId,
  isEntryId,
  readEntryId,
  toEntryId,
} from './entry.ts';
export { type ItemCounts, type ItemList, parseItemCounts } from './item-list.ts';
export {
  isLargeText,
  LARGE_TEXT_BYTES,
  type LargeValue,
  largeOf,
  readLargeText,
  toLargeText,
} from './large-value.ts';
export { countInHand, countShown, lanesOf } from './log/in-hand.ts';
export { isRunWaiting } from './log/is-waiting.ts';
export { beginFold, type FoldPlan, RunFold } from './log/run-fold.ts';
export type { ShownItems, ShownRun, ShownUnit } from './log/shown-run.ts';
export type { Move } from './move.ts';
export { MOVES, type MoveName } from './moves.ts';
export { kindOfReason, PARK_KINDS, PARKINGS, type ParkKind } from './park-reason.ts';
export {
  type ForkedFrom,
  PRESET_MOVE,
  type Preset,
  type PresetItem,
  type PresetStatus,
} from './preset.ts';
export { isForkField, isRunField, type RunField } from './run-field.ts';
export {
  encodeRunMeta,
  parseRunMeta,
  RunMeta,
  type RunOrigin,
  type RunParent,
  toParentKey,
} from './run-meta.ts';
export {
  MAILBOX_BYTES,
  MAILBOX_MESSAGES,
  parseAnswerBody,
  parseSignalBody,
  parseSignalText,
  SIGNAL_KEYS,
  toSignalText,
} from './signal.ts';
export { FINAL_STATUSES, isFinal, toShownStatus, UNIT_STATUSES, type UnitStatus } from './unit-status.ts';
export {
  classOf,
  type DeadlineWakeup,
  type EntryWakeup,
  parseWakeupKey,
  type RunWakeup,
  toWakeId,
  toWakeupKey,
  type Wakeup,
  type WakeupClass,
} from './wake-up.ts';
