export { describeReads, type MeasuredStore } from './describe-reads.ts';
export { describeStore } from './describe-store.ts';
export { describeEquivalence } from './equivalence/describe-equivalence.ts';
export type { CreateStore, StoreUnderTest } from './fixture.ts';
export {
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
} from './fixture.ts';
