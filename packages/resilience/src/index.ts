export type { Weight } from './breaker/apply-outcome.ts';
export {
  type BreakerDocument,
  type BreakerStateName,
  type FailedCall,
  type LastError,
  parseBreakerDocument,
  TRANSITION_CAUSES,
  type Transition,
} from './breaker/breaker-document.ts';
export type { BreakerListener } from './breaker/breaker-listener.ts';
export { countAdmissible, type Standing, standingOf, stateAt } from './breaker/breaker-standing.ts';
export type { Call, FailureWeight } from './breaker/dependency-breaker.ts';
export { FleetBreakers, type FleetBreakersOptions } from './breaker/fleet-breakers.ts';
export { type OperatorChange, setBreaker } from './breaker/set-breaker.ts';
export { toUnitKey } from './breaker/suspects.ts';
export { type RetryCallPolicy, retryCall } from './retry-call.ts';
export { runWithTimeout, type TimedResult, type TimeoutOptions } from './run-with-timeout.ts';
export { type Release, Slots } from './slots.ts';
