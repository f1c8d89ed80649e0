import type { BrokerError } from '@ag06/broker';
import type { StoreErrorCode } from '@ag06/store';

type Code = StoreErrorCode | BrokerError['code'] | 'OBJECTS_UNAVAILABLE' | 'OBJECTS_BUSY' | 'OBJECTS_FULL';

/** Errors that waiting mends: the store, the queues or the archive are away or full. */
const UNAVAILABLE: ReadonlySet<unknown> = new Set<Code>([
  'STORE_UNAVAILABLE',
  'STORE_FULL',
  'BROKER_UNAVAILABLE',
  'BROKER_FULL',
  'OBJECTS_UNAVAILABLE',
  'OBJECTS_BUSY',
  'OBJECTS_FULL',
]);

/** Whether the same call may be repeated after this error. An unknown error is terminal. */
export const isUnavailable = (error: unknown): error is Error & { readonly code: Code } =>
  error instanceof Error && 'code' in error && UNAVAILABLE.has(error.code);
