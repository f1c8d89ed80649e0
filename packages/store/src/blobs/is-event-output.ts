import type { LargeValue } from '@ag06/protocol';

/** Whether the `large` of an event is the reference to its output. A `custom` event may have a property of this name. */
export const isEventOutput = (large: unknown): large is LargeValue =>
  typeof large === 'object' &&
  large !== null &&
  'sha256' in large &&
  typeof large.sha256 === 'string' &&
  'bytes' in large &&
  typeof large.bytes === 'number';
