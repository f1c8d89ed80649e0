import type { BatchItem, StreamEventBody } from '@ag06/contracts';
import type { InputJudgement, WorkflowSchedule } from '@ag06/engine';
import type { WrittenRefusal } from './written-refusal.ts';

/** Work on outside data, as values and texts that can be sent to a thread. */
export type IntakeTask =
  | { readonly kind: 'definition'; readonly text: string; readonly isJson: boolean }
  | { readonly kind: 'submission'; readonly text: string }
  | { readonly kind: 'batch'; readonly text: string }
  | { readonly kind: 'events'; readonly text: string }
  | { readonly kind: 'input'; readonly schema: string; readonly input: string };

/** The result of each kind of task. */
export interface IntakeResults {
  readonly definition: ReadDefinition;
  readonly submission: ReadSubmissionBody;
  readonly batch: readonly (ReadSubmissionBody | { readonly refusal: WrittenRefusal })[];
  readonly events: ReadEvents;
  readonly input: InputJudgement;
}

/** A definition that compiles. */
export interface ReadDefinition {
  readonly name: string;
  readonly version: string;
  /** JSON text, in the order of its author. */
  readonly text: string;
  readonly warnings: readonly string[];
  /** The agents of its steps, each once. */
  readonly agents: readonly string[];
  /** What it says of its schedule, if it has one. */
  readonly schedule?: WorkflowSchedule | undefined;
}

/** A submission that matches its schema. Its input stays text, because it may be large. */
export interface ReadSubmissionBody {
  readonly submission: SubmissionFields;
  readonly input: { readonly text: string; readonly canonical: string };
}

/** Events to append. Their data stays text, because it may be large. */
export interface ReadEvents {
  readonly events: readonly (Omit<StreamEventBody, 'data'> & { readonly data: string })[];
  readonly expect?: number | undefined;
}

/** The fields of a submission except its input. In a batch they include key and correlation id. */
export type SubmissionFields = Readonly<Omit<BatchItem, 'input'>>;

export type IntakeAnswer<Kind extends IntakeTask['kind'] = IntakeTask['kind']> =
  | { readonly result: IntakeResults[Kind] }
  | { readonly refusal: WrittenRefusal };
