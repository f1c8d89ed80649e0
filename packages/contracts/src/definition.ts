import type { RetryDefinition, StepDefinition } from './api/step-definition.ts';
import type { Json } from './json.ts';
import type { Priority } from './priority.ts';

/** Integer milliseconds, or `<integer>(ms|s|m|h|d)`. */
export type Duration = number | string;

/** The output of an approval step: what was chosen, and who chose it when. */
export interface ApprovalOutput {
  choice: string;
  comment?: string;
  /** As the caller named itself (`X-Actor`); absent if it did not. */
  by?: string;
  /** RFC 3339, by the store's clock. */
  at?: string;
}

/** `schedule` of a definition: when runs of the workflow start by the clock. Exactly one of `cron` and `every`. */
export interface ScheduleDefinition {
  cron?: string;
  every?: Duration;
  zone?: string;
  overlap?: 'skip' | 'queue' | 'cancel';
  catchUp?: 'none' | 'last' | 'all';
  jitter?: Duration;
  from?: string;
  until?: string;
  input?: Json;
}

/** A workflow as its author writes it (YAML or JSON). Its version is the hash of its canonical form. */
export interface WorkflowDefinition {
  name: string;
  description?: string;
  /** JSON Schema of the run's input. */
  input?: { [key: string]: Json } | boolean;
  /** Attributes by which its runs are listed: expressions over the input that give text, numbers, booleans or times. */
  attributes?: { [name: string]: string };
  defaults?: {
    retry?: RetryDefinition;
    timeout?: Duration;
    priority?: Priority;
    onFailure?: 'fail' | 'continue';
  };
  timeout?: Duration;
  /** How long its runs are kept from their end, in the archive too. */
  retention?: Duration;
  schedule?: ScheduleDefinition;
  steps: { [id: string]: StepDefinition };
  output?: Json;
}
