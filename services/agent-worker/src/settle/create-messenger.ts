import type { Broker } from '@ag06/broker';
import { onceASecond } from '@ag06/duty';
import { type Carrier, deliverEntry, Messenger, type PlanCache, type QueueOrder } from '@ag06/runtime';
import type { Store } from '@ag06/store';
import { countEnd, type MetricBook, watchDeliveries } from '@ag06/telemetry';
import type { Logger } from 'pino';

interface MessengerParts {
  readonly id: string;
  readonly store: Pick<Store, 'runs' | 'schedules'>;
  readonly broker: Pick<Broker, 'enqueue' | 'remove'>;
  readonly plans: PlanCache;
  readonly book: MetricBook;
  readonly createId: () => string;
  readonly order: QueueOrder;
  readonly log: Logger;
}

/** Creates a messenger for the entries of a worker's commits. It acts as a process that executes no steps. */
export function createMessenger(parts: MessengerParts): Messenger {
  const { id, store, broker, plans, book, createId, order, log } = parts;
  const carrier: Carrier = {
    runs: store.runs,
    broker,
    issuer: { worker: id, job: '', delivery: 0 },
    createId,
    ...order,
    send: (runId, entries) => messenger.send(runId, entries),
    onEnd: ({ meta, createdAt }, status) => countEnd(book, meta.workflow, createdAt, status),
  };
  const messenger = new Messenger({
    onTried: watchDeliveries(book),
    deliver: (entry) => deliverEntry({ carrier, runs: store.runs, schedules: store.schedules, plans }, entry),
    onLeft: onceASecond((err) =>
      log.warn({ err }, 'A message between runs could not be delivered; a dispatcher tries it again in 5 s.'),
    ),
  });
  return messenger;
}
