import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeGroups } from './describe-groups.ts';
import { describeStreamLists } from './describe-stream-lists.ts';
import { describeStreams } from './describe-streams.ts';
import type { CreateStore, StoreUnderTest } from './fixture.ts';

/** The part of the suite that is about streams of events and their groups. */
export function describeEventStore(name: string, createStore: CreateStore): void {
  describe(name, () => {
    let under: StoreUnderTest | undefined;
    beforeAll(async () => {
      under = await createStore();
    });
    afterAll(() => under?.stop());
    const context = {
      store: () => {
        if (under === undefined) throw new Error('The store is not there yet.');
        return under.store;
      },
    };
    describe('streams', () => describeStreams(context));
    describe('lists of streams', () => describeStreamLists(context));
    describe('groups of consumers', () => describeGroups(context));
  });
}
