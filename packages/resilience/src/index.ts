export { type RetryCallPolicy, retryCall } from './retry-call.ts';
export { runWithTimeout, type TimedResult, type TimeoutOptions } from './run-with-timeout.ts';
export { type Release, Slots } from './slots.ts';
