export {
  type AgentConsumer,
  type Broker,
  type Delivery,
  type DeliveryEnd,
  type JobAddress,
  type JobPlace,
  LOCK_MS,
  type OutgoingActivation,
  type QueueCounts,
  type ServeOptions,
  STALLED_INTERVAL_MS,
  type UndeliverableJob,
} from './broker.ts';
export { createBullBroker, createRedisConnection } from './zz-tmp.ts';
