import type { BatchItem } from '@ag06/contracts';
import type { InputJudgement } from '@ag06/engine';
import type { WrittenRefusal } from './written-refusal.ts';

/** Work on what came from outside, as it travels to a thread: values and texts. */
export type IntakeTask =
  | { readonly kind: 'definition'; readonly text: string; readonly isJson: boolean }
  | { readonly kind: 'submission'; readonly text: string }
  | { readonly kind: 'batch'; readonly text: string }
  | { readonly kind: 'input'; readonly schema: string; readonly input: string };

/** What each kind of work gives. */
export interface IntakeResults {
  readonly definition: ReadDefinition;
  readonly submission: ReadSubmissionBody;
  readonly batch: readonly (ReadSubmissionBody | { readonly refusal: WrittenRefusal })[];
  readonly input: InputJudgement;
}

/** A definition that compiles. */
export interface ReadDefinition {
  readonly name: string;
  readonly version: string;
  /** As JSON, in its author's order. */
  readonly text: string;
  readonly warnings: readonly string[];
  /** Those that its steps name, each once. */
  readonly agents: readonly string[];
}

/** A submission that passed its schema. Its input is left as text: it may be large. */
export interface ReadSubmissionBody {
  readonly submission: SubmissionFields;
  readonly input: { readonly text: string; readonly canonical: string };
}

/** Of a submission all but the input; a batch's item has its key and correlation id, too. */
export type SubmissionFields = Readonly<Omit<BatchItem, 'input'>>;

export type IntakeAnswer<Kind extends IntakeTask['kind'] = IntakeTask['kind']> =
  | { readonly result: IntakeResults[Kind] }
  | { readonly refusal: WrittenRefusal };
