import type { KeepPolicy } from '@ag06/archive';
import { TERMINAL_RUN_STATUSES } from '@ag06/contracts';
import { toDurationMs } from '@ag06/engine';
import { z } from 'zod';

type Kept = Pick<KeepPolicy, 'keptMs' | 'byStatus'>;

const EXPECTED = 'expected a duration such as 365d, or also by status: 90d,failed=365d';

/** `AG06_ARCHIVE_RETENTION`: how long runs stay in the archive, from their end. Unset: for ever. */
export const archiveRetentionSetting = z
  .string()
  .transform((text, context): Kept => {
    const kept = parseRetention(text);
    if (kept !== undefined) return kept;
    context.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .optional();

/** `AG06_LEGAL_HOLD_TAG`: runs with this tag are kept for ever. */
export const holdTagSetting = z.string().min(1).max(64).default('legal-hold');

/** Parses a duration, durations by status, or both. Returns undefined for anything else. */
function parseRetention(text: string): Kept | undefined {
  let keptMs: number | undefined;
  const byStatus = new Map<KeepPolicy['byStatus'] extends ReadonlyMap<infer S, number> ? S : never, number>();
  for (const part of text.split(',').map((one) => one.trim())) {
    const [name, duration] = part.includes('=') ? part.split('=', 2) : [undefined, part];
    const ms = toDurationMs(duration ?? '');
    const status = TERMINAL_RUN_STATUSES.find((one) => one === name);
    if (ms === undefined || ms < 1_000 || (name !== undefined && status === undefined)) return undefined;
    if (status === undefined) keptMs = ms;
    else byStatus.set(status, ms);
  }
  return { keptMs, byStatus };
}
