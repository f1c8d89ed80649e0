export { describeStore } from './describe-store.ts';
export type { CreateStore, StoreUnderTest } from './fixture.ts';
