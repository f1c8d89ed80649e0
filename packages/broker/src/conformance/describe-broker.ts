import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Broker } from '../broker.ts';
import { describeClocks } from './describe-clocks.ts';
import { describeDeliveries } from './describe-deliveries.ts';
import { describeEnqueue } from './describe-enqueue.ts';
import { describeEntry } from './describe-entry.ts';
import { describeHeldBack } from './describe-held-back.ts';
import { describeMaintenance } from './describe-maintenance.ts';
import { describeRecovery } from './describe-recovery.ts';
import type { BrokersUnderTest, CreateBrokers } from './fixture.ts';

/** Shared by the parts of the suite: an empty database for each test. */
export interface Context {
  brokers(): BrokersUnderTest;
  createBroker(): Broker;
}

/** The suite that every adapter of the broker passes. `createBrokers` returns an empty database each time. */
export function describeBroker(name: string, createBrokers: CreateBrokers): void {
  describe(name, () => {
    let under: BrokersUnderTest | undefined;
    beforeEach(async () => {
      under = await createBrokers();
    });
    afterEach(() => under?.stop());
    const brokers = () => {
      if (under === undefined) throw new Error('The brokers are not there yet.');
      return under;
    };
    const context: Context = { brokers, createBroker: () => brokers().createBroker() };
    describe('enqueued activations', () => describeEnqueue(context));
    describe('deliveries', () => describeDeliveries(context));
    describe('entry queues', () => describeEntry(context));
    describe('recovery', () => describeRecovery(context));
    describe('queues, whatever the clocks of hosts say,', () => describeClocks(context));
    describe('queries and maintenance of queues', () => describeMaintenance(context));
    describe('queues that are held back', () => describeHeldBack(context));
  });
}
