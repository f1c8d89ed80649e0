import { ACTIVATION_VERSION, Activation, UNKNOWN_VERSION_DELIVERIES_MAX } from '@ag06/contracts';
import { isSoundField } from './repair-reply.ts';

/** A foreign job that was handed out this often without an end cannot be ended. */
export const DELIVERIES_MAX = 5;

/**
 * Returns why a job can never be ended. Returns undefined for an activation, even of a newer version, which other
 * processes understand, unless it was handed out so often that none seems to.
 */
export function whyUndeliverable(
  fields: ReadonlyMap<string, string>,
  deliveries: number,
): string | undefined {
  if ([...fields].some(([name, text]) => !isSoundField(name, text))) return 'JOB_MALFORMED';
  if (fields.has('parent')) return 'JOB_PARENT_FOREIGN';
  const data = fields.get('data');
  if (data === undefined) return 'JOB_MALFORMED';
  const value: unknown = JSON.parse(data);
  if (isNewer(value)) return deliveries >= UNKNOWN_VERSION_DELIVERIES_MAX ? 'JOB_VERSION_UNKNOWN' : undefined;
  return Activation.safeParse(value).success ? undefined : 'JOB_INVALID';
}

function isNewer(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'v' in data &&
    typeof data.v === 'number' &&
    data.v > ACTIVATION_VERSION
  );
}
