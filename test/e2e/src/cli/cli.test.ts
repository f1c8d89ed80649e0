import { afterAll, beforeAll } from '@jest/globals';
import { describeAway } from './away.ts';
import { user } from './command-user.ts';
import { describeCompletion, describeTab, endCompletion, prepareCompletion } from './completion.ts';
import { describeExits, describeFleet } from './fleet.ts';
import { describeRuns, prepareRuns } from './runs.ts';
import { describeShownRuns } from './shown-runs.ts';
import { describeVersions, describeWords, prepareWords } from './words.ts';

// All tests of commands that need no more than a fleet have the same one.
beforeAll(async () => {
  await user.start();
  await Promise.all([prepareRuns(), prepareWords(), prepareCompletion()]);
}, 60_000);
afterAll(async () => {
  await user.stop();
  await endCompletion();
});

// These tests run beside each other.
describeRuns();
describeWords();
describeShownRuns();
describeCompletion();

// And these in their order: the first need a fleet that does nothing else.
describeFleet();
describeVersions();
describeTab();
describeAway();
describeExits();
