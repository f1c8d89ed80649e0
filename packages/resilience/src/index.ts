export {
  type BreakerDocument,
  type LastError,
  parseBreakerDocument,
  type Transition,
} from './breaker/breaker-document.ts';
export type { BreakerListener } from './breaker/breaker-listener.ts';
export { type Standing, standingOf, stateAt } from './breaker/breaker-standing.ts';
export type { Call } from './breaker/dependency-breaker.ts';
export { FleetBreakers } from './breaker/fleet-breakers.ts';
export { type OperatorChange, setBreaker } from './breaker/set-breaker.ts';
export { toUnitKey } from './breaker/suspects.ts';
export { retryCall } from './retry-call.ts';
export { runWithTimeout } from './run-with-timeout.ts';
export { type Release, Slots } from './slots.ts';
