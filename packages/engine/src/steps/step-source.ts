import type { RunField } from '@ag06/protocol';
import type { Policies } from '../compile/read-policies.ts';
import type { VisibleNames } from '../expression/names.ts';
import type { PathSegment } from '../field-path.ts';
import type { JsonObject } from '../json-value.ts';
import type { Template } from '../template/template.ts';
import type { Step } from './step.ts';

/** A step as its author wrote it, and its path in the workflow. */
export interface StepSource {
  readonly body: JsonObject;
  readonly path: readonly PathSegment[];
  readonly names: VisibleNames;
  readonly defaults: Policies;
}

/** The fields that are read alike for every kind. */
export type StepHead = Omit<Step, 'opens' | 'park' | 'reads'>;

/** The fields that these templates read, each once. */
export function readsOf(...templates: readonly (Template | undefined)[]): readonly RunField[] {
  return Object.freeze([...new Set(templates.flatMap((template) => template?.fields ?? []))]);
}
