import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Store } from '../store.ts';
import { describeApprovals } from './describe-approvals.ts';
import { describeAttributes } from './describe-attributes.ts';
import { describeBlobs } from './describe-blobs.ts';
import { describeBlocked } from './describe-blocked.ts';
import { describeBlockedLanes } from './describe-blocked-lanes.ts';
import { describeBlockedLists } from './describe-blocked-lists.ts';
import { describeBrokenMeta } from './describe-broken-meta.ts';
import { describeClaims } from './describe-claims.ts';
import { describeCommits } from './describe-commits.ts';
import { describeDeadlines } from './describe-deadlines.ts';
import { describeEntries } from './describe-entries.ts';
import { describeFeed } from './describe-feed.ts';
import { describeFinished } from './describe-finished.ts';
import { describeFleet } from './describe-fleet.ts';
import { describeForks } from './describe-forks.ts';
import { describeGroups } from './describe-groups.ts';
import { describeItemValues } from './describe-item-values.ts';
import { describeIterations } from './describe-iterations.ts';
import { describeLanes } from './describe-lanes.ts';
import { describeLargeEvents } from './describe-large-events.ts';
import { describeLargeOutputs } from './describe-large-outputs.ts';
import { describeLargeValues } from './describe-large-values.ts';
import { describeLimits } from './describe-limits.ts';
import { describeLists } from './describe-lists.ts';
import { describeLogPages } from './describe-log-pages.ts';
import { describeObstacles } from './describe-obstacles.ts';
import { describeParks } from './describe-parks.ts';
import { describeRates } from './describe-rates.ts';
import { describeRedoneItems } from './describe-redone-items.ts';
import { describeRemovedEvents } from './describe-removed-events.ts';
import { describeRetries } from './describe-retries.ts';
import { describeRuns } from './describe-runs.ts';
import { describeSamples } from './describe-samples.ts';
import { describeSchedules } from './describe-schedules.ts';
import { describeShared } from './describe-shared.ts';
import { describeSignals } from './describe-signals.ts';
import { describeStreamEquivalence } from './describe-stream-equivalence.ts';
import { describeStreamLists } from './describe-stream-lists.ts';
import { describeStreamRepeats } from './describe-stream-repeats.ts';
import { describeStreams } from './describe-streams.ts';
import { describeTexts } from './describe-texts.ts';
import { describeWakeups } from './describe-wakeups.ts';
import type { CreateStore, StoreUnderTest } from './fixture.ts';

/** Shared by the parts of the suite: the store, once it is open. */
export interface Context {
  store(): Store;
  readonly isSmall: boolean;
  /** `it`, of a test that makes thousands of units. */
  readonly itOfThousands: (...test: Parameters<typeof it>) => void;
}

interface Options {
  /** A sample, where the whole suite is another one: no tests that make thousands of units, and fewer random cases. */
  readonly isSmall?: boolean;
}

/** The suite that every adapter of the store passes. */
export function describeStore(
  name: string,
  createStore: CreateStore,
  { isSmall = false }: Options = {},
): void {
  describe(name, () => {
    let under: StoreUnderTest | undefined;
    beforeAll(async () => {
      under = await createStore();
    });
    afterAll(() => under?.stop());
    const context: Context = {
      store: () => {
        if (under === undefined) throw new Error('The store is not there yet.');
        return under.store;
      },
      isSmall,
      itOfThousands: (...test) => {
        if (!isSmall) it(...test);
      },
    };
    describe('runs', () => describeRuns(context));
    describe('lists of runs', () => describeLists(context));
    describe('lists of runs by their attributes', () => describeAttributes(context));
    describe('runs that have ended', () => describeFinished(context));
    describe('signals', () => describeSignals(context));
    describe('approvals', () => describeApprovals(context));
    describe('broken meta', () => describeBrokenMeta(context));
    describe('claims', () => describeClaims(context));
    describe('commits', () => describeCommits(context));
    describe('feed', () => describeFeed(context));
    describe('pages of logs', () => describeLogPages(context));
    describe('lanes', () => describeLanes(context));
    describe('values of items', () => describeItemValues(context));
    describe('what a fleet shares', () => describeShared(context));
    describe('a rate that a fleet shares', () => describeRates(context));
    describe('obstacles', () => describeObstacles(context));
    describe('what is blocked', () => describeBlocked(context));
    describe('lanes that are blocked', () => describeBlockedLanes(context));
    describe('lists of what is blocked', () => describeBlockedLists(context));
    describe('what is parked', () => describeParks(context));
    describe('schedules', () => describeSchedules(context));
    describe('retries of runs', () => describeRetries(context));
    describe('items that are done again', () => describeRedoneItems(context));
    describe('steps that are repeated', () => describeIterations(context));
    describe('forks', () => describeForks(context));
    describe('messages between runs', () => describeEntries(context));
    describe('deadlines of steps', () => describeDeadlines(context));
    describe('samples', () => describeSamples(context));
    describe('wake-ups', () => describeWakeups(context));
    describe('blobs', () => describeBlobs(context));
    describe('large outputs', () => describeLargeOutputs(context));
    describe('large values', () => describeLargeValues(context));
    describe('runs at the limits', () => describeLimits(context));
    describe('fleet and workflows', () => describeFleet(context));
    describe('streams', () => describeStreams(context));
    describe('large events of streams', () => describeLargeEvents(context));
    describe('repeats of appends to streams, and of reads of groups', () => describeStreamRepeats(context));
    describe('lists of streams', () => describeStreamLists(context));
    describe('streams beside the reference', () => describeStreamEquivalence(context));
    describe('groups of consumers', () => describeGroups(context));
    describe('groups with removed events', () => describeRemovedEvents(context));
    describe('texts', () => describeTexts(context));
  });
}
