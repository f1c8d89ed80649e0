import '@ag06/service-host/require-node';

export { startTestFleet, type TestFleetOptions } from './start-test-fleet.ts';
export type { RunOptions, TestFleet } from './test-fleet.ts';
