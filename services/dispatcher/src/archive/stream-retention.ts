import { STREAM_NAME_PATTERN } from '@ag06/contracts';
import { toDurationMs } from '@ag06/engine';
import { z } from 'zod';

/** How long events stay in the store before they go to the archive; undefined: for ever. */
export interface StreamRetention {
  readonly keptMs: number | undefined;
  readonly byStream: ReadonlyMap<string, number | undefined>;
}

export const keptMsOfStream = ({ keptMs, byStream }: StreamRetention, stream: string): number | undefined =>
  byStream.has(stream) ? byStream.get(stream) : keptMs;

/** The shortest of them; undefined if all events stay. */
export function leastKeptMs({ keptMs, byStream }: StreamRetention): number | undefined {
  const all = [keptMs, ...byStream.values()].filter((ms) => ms !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}

const EXPECTED = 'expected a duration such as 30d, or also by stream: 30d,orders=7d,audit=never';
const NEVER = 'never';
const LEAST_MS = 1_000;

/** `AG06_STREAM_RETENTION`. Unset: all events stay in the store. */
export const streamRetentionSetting = z
  .string()
  .transform((text, context): StreamRetention => {
    const kept = parseStreamRetention(text);
    if (kept !== undefined) return kept;
    context.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .default({ keptMs: undefined, byStream: new Map() });

/** Parses a duration, durations by stream, or both. Returns undefined for anything else. */
function parseStreamRetention(text: string): StreamRetention | undefined {
  let keptMs: number | undefined;
  const byStream = new Map<string, number | undefined>();
  for (const part of text.split(',').map((one) => one.trim())) {
    const [name, duration = ''] = part.includes('=') ? part.split('=', 2) : [undefined, part];
    const ms = toDurationMs(duration);
    if (duration !== NEVER && (ms === undefined || ms < LEAST_MS)) return undefined;
    if (name !== undefined && !STREAM_NAME_PATTERN.test(name)) return undefined;
    if (name === undefined) keptMs = ms;
    else byStream.set(name, ms);
  }
  return { keptMs, byStream };
}
