export { describeBroker } from './describe-broker.ts';
export {
  type BrokersUnderTest,
  LOCK_MS,
  STALLED_INTERVAL_MS,
  toOpenQueue,
} from './fixture.ts';
