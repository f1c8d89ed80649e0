export {
  type AgentConsumer,
  type Broker,
  type Delivery,
  type DeliveryEnd,
  type JobAddress,
  type JobPlace,
  type OutgoingActivation,
  type QueueCounts,
  type ServeOptions,
  type UndeliverableJob,
} from './broker.ts';
export { type BullBrokerOptions, createBullBroker } from './bull-broker.ts';
export { createRedisConnection } from './redis-connection.ts';
