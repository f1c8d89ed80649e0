import { z } from 'zod';

/** What a process of the fleet tells the others of itself, in the shared document of kind `process` that has its id. */
export interface ProcessRecord {
  /** `dispatcher`, `agent-worker` or `optimizer`. */
  readonly service: string;
  /** The version of its program. */
  readonly version: string;
  /** The newest layout of the store that its program reads; 0 if its store has no layouts. */
  readonly layout: number;
  /** Whether it keeps agents from acting in forks with recorded effects. Absent in records of earlier releases. */
  readonly forks?: boolean;
  /** Whether it delivers archived events of streams to groups, instead of passing over them. Absent in records of earlier releases. */
  readonly archivedGroups?: boolean;
}

const processRecord = z.object({
  service: z.string(),
  version: z.string(),
  layout: z.int().min(0),
  forks: z.boolean().exactOptional(),
  archivedGroups: z.boolean().exactOptional(),
}) satisfies z.ZodType<ProcessRecord>;

/** Parses a record as the store has it. Returns undefined for a broken one. */
export function parseProcessRecord(text: string): ProcessRecord | undefined {
  try {
    return processRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
