import { PRIORITIES, type Priority } from '@ag06/contracts';
import { z } from 'zod';
import { type Attribute, Attributes } from './attribute.ts';

/** The addressee of a run's `tell`: a unit of another run, which waits for its child, or a schedule of the tenant. */
export type RunParent =
  | {
      readonly runId: string;
      readonly unit: string;
      /** The attempt, and for a lane the item, for which the child runs. */
      readonly attempt: number;
      readonly item?: number;
      /** The iteration of the step, and how often the parent was retried; absent if 0. */
      readonly iteration?: number;
      readonly round?: number;
    }
  | { readonly schedule: string };

/** Returns a parent as one text, by which runs are listed. No run id begins with the sign of schedules. */
export const toParentKey = (parent: RunParent): string =>
  'schedule' in parent ? `@${parent.schedule}` : parent.runId;

/** The run of which a run is a fork. */
export interface RunOrigin {
  readonly runId: string;
  /** The last event of the source that the fork has from it. */
  readonly seq: number;
  /** The step from which it was forked; absent if it was forked from a moment. */
  readonly step?: string;
  /** `recorded`: steps whose input is unchanged get the outcome that the source had. */
  readonly effects: 'live' | 'recorded';
  /** The correlation id of the source. Inputs are compared as if both runs had its ids. */
  readonly correlationId: string;
}

/** The fixed facts of a run, set at its submission. Stores keep them as text. */
export interface RunMeta {
  readonly workflow: string;
  readonly version: string;
  readonly tenant: string;
  readonly correlationId: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly traceparent?: string;
  readonly timeoutMs?: number;
  /** For a delayed run: how long after its submission it was to start. */
  readonly delayMs?: number;
  /** Of a run that a schedule started: its slot, in milliseconds since 1970. */
  readonly slot?: number;
  /** Absent if it has none. */
  readonly attributes?: readonly Attribute[];
  readonly parent?: RunParent;
  /** The number of runs above it; absent if none. */
  readonly depth?: number;
  /** Absent if it is no fork. */
  readonly fork?: RunOrigin;
}

const RunOrigin: z.ZodType<RunOrigin> = z.object({
  runId: z.string(),
  seq: z.number(),
  step: z.string().exactOptional(),
  effects: z.enum(['live', 'recorded']),
  correlationId: z.string(),
});

const RunParent: z.ZodType<RunParent> = z.union([
  z.object({
    runId: z.string(),
    unit: z.string(),
    attempt: z.number(),
    item: z.number().exactOptional(),
    iteration: z.number().exactOptional(),
    round: z.number().exactOptional(),
  }),
  z.object({ schedule: z.string() }),
]);

/** Leaves out unknown keys, which a later version may have written. */
export const RunMeta: z.ZodType<RunMeta> = z.object({
  workflow: z.string(),
  version: z.string(),
  tenant: z.string(),
  correlationId: z.string(),
  priority: z.enum(PRIORITIES),
  tags: z.array(z.string()),
  traceparent: z.string().exactOptional(),
  timeoutMs: z.number().exactOptional(),
  delayMs: z.number().exactOptional(),
  slot: z.number().exactOptional(),
  attributes: Attributes.exactOptional(),
  parent: RunParent.exactOptional(),
  depth: z.number().exactOptional(),
  fork: RunOrigin.exactOptional(),
});

export const encodeRunMeta = (meta: RunMeta): string => JSON.stringify(meta);

/** Parses a stored meta. Throws an error that names the wrong places. */
export function parseRunMeta(text: string): RunMeta {
  const parsed = RunMeta.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TypeError(`${issue?.path.join('.')}: ${issue?.message}`, { cause: parsed.error });
}
