import { z } from 'zod';

/** The last moment of a `Date` (ECMA-262, "Time Values"). A later number is a whole one, and no time. */
const LAST_MS = 8_640_000_000_000_000;

/** Milliseconds since 1970. */
export const Moment = z.int().min(0).max(LAST_MS);
