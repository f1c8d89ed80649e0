export type {
  AgentConsumer,
  Broker,
  Delivery,
  DeliveryEnd,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  ServeOptions,
  UndeliverableJob,
} from './broker.ts';
export { type BullBrokerOptions, createBullBroker } from './bull-broker.ts';
export { createRedisConnection } from './redis-connection.ts';
