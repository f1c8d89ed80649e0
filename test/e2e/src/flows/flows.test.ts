import { afterAll, beforeAll } from '@jest/globals';
import { TestFleet } from '../test-fleet.ts';
import { describeChildren } from './children.ts';
import { describeForks } from './forks.ts';
import { describeLargeOutputs } from './large-outputs.ts';
import { describeQueueSignals } from './queue-signals.ts';
import { describeRepeats } from './repeats.ts';

// What needs no more than a fleet of one worker has the same one.
let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(1);
}, 60_000);
afterAll(() => fleet.stop());

describeForks(() => fleet);
describeLargeOutputs(() => fleet);
describeChildren(() => fleet);
describeRepeats(() => fleet);
describeQueueSignals(() => fleet);
