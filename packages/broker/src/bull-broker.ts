import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import { judgeRedisError } from '@ag06/outages';
import type { Broker } from './broker.ts';
import { ComposedBroker } from './composed-broker.ts';
import type { CreateWorker } from './consumer-worker.ts';
import { DRAIN_DELAY_SECONDS } from './end-together.ts';
import { HeldLocks } from './locks/held-locks.ts';
import { createRedisLockExtender } from './locks/redis-lock-extender.ts';
import { RenewalLoop } from './locks/renewal-loop.ts';
import { QueueClock } from './queue-clock.ts';
import { QueueLook } from './queue-look.ts';
import { QueueMaintenance } from './queue-maintenance.ts';
import { QueueRegistry } from './queue-registry.ts';
import { QueueSlots } from './queue-slots.ts';
import { RedisActivationWorker } from './redis-activation-worker.ts';
import { RedisAdder } from './redis-adder.ts';
import type { RedisConnection } from './redis-connection.ts';
import { StalledChecks } from './stalled-checks.ts';
import { UndeliverableJobs } from './undeliverable.ts';

interface BullBrokerOptions {
  /** Created by `createRedisConnection(url, 'worker', …)`. The caller closes it after the broker. */
  readonly connection: RedisConnection;
  /** BullMQ's prefix of all keys. On a Cluster the hash tag is made of it and the queue's name. */
  readonly prefix?: string;
  /** Shorter ones make tests of recovery fast. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
  /** The locks of this process. A thread may renew them too. */
  readonly locks?: HeldLocks;
  readonly isKeptElsewhere?: () => boolean;
  /** Called when locks could not be renewed. */
  readonly onError?: (error: Error) => void;
}

/** Queues on Redis, by BullMQ. */
export function createBullBroker({
  connection,
  prefix = 'bull',
  lockMs = LOCK_MS,
  stalledIntervalMs = STALLED_INTERVAL_MS,
  locks = new HeldLocks(),
  isKeptElsewhere = () => false,
  onError = () => {},
}: BullBrokerOptions): Broker {
  const slots = new QueueSlots(connection.isCluster, prefix);
  const queues = new QueueRegistry({ connection, slots, stalledIntervalMs });
  const extend = createRedisLockExtender(connection, prefix, lockMs);
  const renewal = new RenewalLoop({ locks, extend, lockMs, isKeptElsewhere, onError });
  const clock = new QueueClock(() => readTime(connection));
  const adder = new RedisAdder(queues, clock);
  const maintenance = new QueueMaintenance(connection, queues);
  const recover = (some: readonly string[]) => maintenance.recoverQueues(some);
  const checks = new StalledChecks(recover, stalledIntervalMs, onError);
  const createWorker: CreateWorker = (queue, handle, common, ties) => {
    const where = { connection, prefix: slots.prefixOf(queue) };
    const options = { ...common, ...where, drainDelay: DRAIN_DELAY_SECONDS };
    return new RedisActivationWorker(queue, handle, options, { ties, clock, checks });
  };
  return new ComposedBroker({
    prefix: slots.prefixOf('<queue>'),
    judge: judgeRedisError,
    consumers: { createWorker, locks, lockMs, stalledIntervalMs, clock },
    renewal,
    add: (activations) => adder.add(activations),
    look: new QueueLook(connection, queues, clock),
    maintenance,
    undeliverable: new UndeliverableJobs(connection, queues, clock),
    close: () => queues.close(),
  });
}

async function readTime(connection: RedisConnection): Promise<number> {
  const [seconds, micros] = await connection.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
