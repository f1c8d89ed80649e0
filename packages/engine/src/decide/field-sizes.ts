import type { RunField } from '@ag06/protocol';

/** The lengths of fields in the store, in bytes. An absent field does not exist. */
export type FieldSizes = ReadonlyMap<RunField, number>;

const LARGEST = 3;

/** Names the largest fields for a message: "the input has 12, the output of step a has 3". */
export function nameLargest(sizes: FieldSizes): string {
  const largest = [...sizes].sort(([, a], [, b]) => b - a);
  const named = largest.slice(0, LARGEST).map(([field, bytes]) => `${nameField(field)} has ${bytes}`);
  const more = largest.length - named.length;
  return more > 0 ? `${named.join(', ')}, ${more} more have less` : named.join(', ');
}

function nameField(field: RunField): string {
  if (field === 'in') return 'the input';
  if (field === 'round') return 'the number of retries';
  const step = field.slice(2);
  if (field.startsWith('p:')) return `the last output of step ${step}`;
  return field.startsWith('e:') ? `the error of step ${step}` : `the output of step ${step}`;
}
