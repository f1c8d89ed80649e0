import { PRIORITIES, type Priority } from '@ag06/contracts';
import { z } from 'zod';
import { type Attribute, Attributes } from './attribute.ts';

/** What a run is, fixed at its submission. Stores keep it as text. */
export interface RunMeta {
  readonly workflow: string;
  readonly version: string;
  readonly tenant: string;
  readonly correlationId: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly traceparent?: string;
  readonly timeoutMs?: number;
  /** Of a delayed run: how long after its submission it was to start. */
  readonly delayMs?: number;
  /** Absent if it has none. */
  readonly attributes?: readonly Attribute[];
}

/** Leaves out keys that it does not know: a later version may have written them. */
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
  attributes: Attributes.exactOptional(),
});

export const encodeRunMeta = (meta: RunMeta): string => JSON.stringify(meta);

/** Throws what is wrong with the text, and where in it. */
export function parseRunMeta(text: string): RunMeta {
  const parsed = RunMeta.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TypeError(`${issue?.path.join('.')}: ${issue?.message}`, { cause: parsed.error });
}
