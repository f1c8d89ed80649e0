import { prefixSetting, readSettings } from '@ag06/service-host';
import { z } from 'zod';
import { UsageError } from './exit-codes.ts';

const Environment = z.object({ AG06_PREFIX: prefixSetting });

/** Returns AG06_PREFIX, with which the names of the fleet begin. */
export function readPrefix(): string {
  const read = readSettings(Environment, process.env);
  if (!read.ok) throw new UsageError(read.problems.join('\n'));
  return read.config.AG06_PREFIX;
}
