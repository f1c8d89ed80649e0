import { DEFAULT_TENANT, GROUP_NAME_PATTERN, STREAM_NAME_PATTERN } from '@ag06/contracts';
import { z } from 'zod';
import { check } from '../intake/check.ts';

const StreamParams = z.object({ stream: z.string().regex(STREAM_NAME_PATTERN) });
const GroupParams = z.object({
  stream: z.string().regex(STREAM_NAME_PATTERN),
  group: z.string().regex(GROUP_NAME_PATTERN),
});

/** Returns the stream that a path names. Throws `Refusal` STREAM_INVALID. */
export const readStreamName = (params: unknown): string =>
  check(StreamParams, params, 'STREAM_INVALID').stream;

/** Returns the group that a path names. Throws `Refusal` GROUP_INVALID. */
export function readGroupName(params: unknown) {
  return { tenant: DEFAULT_TENANT, ...check(GroupParams, params, 'GROUP_INVALID') };
}
