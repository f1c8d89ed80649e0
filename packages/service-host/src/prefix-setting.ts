import { DEFAULT_PREFIX, PREFIX_PATTERN } from '@ag06/contracts';
import { z } from 'zod';

/** BullMQ's own prefix on Redis, under which the queues of a fleet without a prefix are. */
const TAKEN = 'bull';

/** `AG06_PREFIX`: what the names of a fleet begin with in keys, channels and schemas. */
export const prefixSetting = z
  .string()
  .regex(PREFIX_PATTERN, 'expected a lower-case letter and up to 31 of a-z 0-9 _, such as acme')
  .refine(
    (prefix) => prefix !== TAKEN,
    'bull is where fleets without a prefix have their queues; choose another',
  )
  .default(DEFAULT_PREFIX);
