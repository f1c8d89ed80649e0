import { LIMITS } from '@ag06/contracts';
import { z } from 'zod';
import { durationSetting } from './settings.ts';

const BYTES = `expected a number of bytes from 1024 to ${LIMITS.eventBytesMost}`;

/** The variables of services that append to streams. */
export const STREAM_SETTINGS = {
  AG06_STREAM_DEDUPE: z
    .union([z.literal('0').transform(() => 0), durationSetting], 'expected a duration such as 5m, or 0')
    .default(LIMITS.streamDedupeMs),
  AG06_EVENT_MAX: z.coerce
    .number<string>(BYTES)
    .int(BYTES)
    .min(1024, BYTES)
    .max(LIMITS.eventBytesMost, BYTES)
    .default(LIMITS.eventBytes),
};

export interface StreamConfig {
  readonly streams: {
    /** How long events without an id are compared by their content, in milliseconds; 0: they are not. */
    readonly dedupeMs: number;
    /** The most bytes of an event's data, as JSON text. */
    readonly eventBytes: number;
  };
}

const Streams = z.object(STREAM_SETTINGS);

export const toStreamConfig = (settings: z.output<typeof Streams>): StreamConfig => ({
  streams: { dedupeMs: settings.AG06_STREAM_DEDUPE, eventBytes: settings.AG06_EVENT_MAX },
});
