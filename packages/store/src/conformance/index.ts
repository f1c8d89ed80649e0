export { type Damage, describeBrokenRecords, type Reader } from './describe-broken-records.ts';
export { describeReads, type MeasuredStore } from './describe-reads.ts';
export { describeStore } from './describe-store.ts';
export { describeEquivalence } from './equivalence/describe-equivalence.ts';
export { describeUpgrade, type UpgradeUnderTest } from './equivalence/describe-upgrade.ts';
export {
  awaiting,
  CANCELLED,
  COMPLETED,
  DISPATCHER,
  enqueuesOf,
  evaluated,
  freshId,
  freshReason,
  grantOf,
  META,
  movesOf,
  Player,
  scheduled,
} from './fixture.ts';
export { LanePlayer, listOf } from './lane-player.ts';
