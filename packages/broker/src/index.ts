export type {
  AgentConsumer,
  Broker,
  Delivery,
  DeliveryEnd,
  HeldBack,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  QueueState,
  QueueTurn,
  ServeOptions,
  UndeliverableJob,
} from './broker.ts';
export { BrokerError } from './broker-error.ts';
export { createBullBroker } from './bull-broker.ts';
export type { EntryConsumer, EntryEnd, EntryJob, EntryOptions } from './entry.ts';
export { HeldLocks } from './locks/held-locks.ts';
export { checkQueues, migrateQueues } from './postgres/migrate-queues.ts';
export { createPostgresBroker } from './postgres/postgres-broker.ts';
export { QUEUE_SCHEMA, QUEUE_SCHEMA_VERSION } from './postgres/queue-schema.ts';
export { createRedisConnection, type RedisConnection } from './redis-connection.ts';
