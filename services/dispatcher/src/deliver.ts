import { onceASecond } from '@ag06/duty';
import { type DeliveryParts, deliverEntry, Messenger } from '@ag06/runtime';
import { type MetricBook, watchDeliveries } from '@ag06/telemetry';
import type { Logger } from 'pino';
import { judgeInput } from './intake/judge-input.ts';
import type { Parts } from './parts.ts';

/** What a dispatcher delivers messages with. */
export const toDeliveryParts = ({ carrier, store, plans, intake, wanted }: Parts): DeliveryParts => ({
  carrier,
  runs: store.runs,
  schedules: store.schedules,
  plans,
  judgeInput: (plan, input) => judgeInput(intake, plan, input),
  onStarted: (plan) => wanted.note(plan),
});

/** Delivers what the commits of a dispatcher write, once it is built. */
export const createMessenger = (log: Logger, book: MetricBook, parts: () => Parts): Messenger =>
  new Messenger({
    onTried: watchDeliveries(book),
    deliver: (entry) => deliverEntry(toDeliveryParts(parts()), entry),
    onLeft: onceASecond((err) =>
      log.warn({ err }, 'A message between runs could not be delivered; it is tried again in 5 s.'),
    ),
  });
