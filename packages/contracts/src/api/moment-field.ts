import { z } from 'zod';
import { parseRfc3339 } from '../rfc3339.ts';

/** A moment as a caller sends it: RFC 3339 with any offset. `toMomentMs` returns its milliseconds since 1970. */
export const MomentField = z
  .string()
  .max(64)
  .refine((text) => parseRfc3339(text) !== undefined, 'a time such as 2026-11-28T09:00:00Z')
  .meta({ format: 'date-time' });

/** Returns milliseconds since 1970 of a text that `MomentField` let pass; undefined for undefined. Throws for any other. */
export function toMomentMs(text: string): number;
export function toMomentMs(text: string | undefined): number | undefined;
export function toMomentMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseRfc3339(text);
  if (ms === undefined)
    throw new Error(`${JSON.stringify(text)} is no RFC 3339 time, and no schema refused it.`);
  return ms;
}
