import type { RunField } from '@ag06/protocol';
import type { Reads } from './template.ts';

const PARTS = { output: 'o', status: 's', error: 'e' } as const;

/** The fields of a run that a template reads. */
export function toFields(reads: Reads): readonly RunField[] {
  const fields: RunField[] = reads.input ? ['in'] : [];
  for (const [step, parts] of Object.entries(reads.steps)) {
    for (const part of parts) fields.push(`${PARTS[part]}:${step}`);
  }
  return fields;
}
