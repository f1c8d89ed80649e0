import type { Json } from './json.ts';
import type { Priority } from './priority.ts';

/** Integer milliseconds, or `<integer>(ms|s|m|h|d)`. */
export type Duration = number | string;

export interface RetryDefinition {
  maxAttempts?: number;
  backoff?: 'exponential' | 'fixed';
  initialDelay?: Duration;
  maxDelay?: Duration;
  factor?: number;
  jitter?: 'full' | 'none';
}

/** A step begins anew until `until` holds of its `output`, at most `max` times, the first included. */
export interface RepeatDefinition {
  until: string;
  max: number;
}

/** The fields of every step. */
interface AnyStepDefinition {
  needs?: string[];
  when?: string;
  onFailure?: 'fail' | 'continue';
}

/** A step that calls an agent. */
export interface AgentStepDefinition extends AnyStepDefinition {
  agent: string;
  /** The dependency whose breaker guards its calls, if it is not the agent itself. */
  dependency?: string;
  with?: Json;
  /** A list, or an expression for one. `with` is then evaluated for each `item`. */
  forEach?: Json;
  /** The number of lanes: how many items run at a time. */
  concurrency?: number;
  retry?: RetryDefinition;
  timeout?: Duration;
  priority?: Priority;
  /** Not beside `forEach`. */
  repeat?: RepeatDefinition;
}

/** A step that waits: for a duration, or until the moment that an expression gives. */
export interface WaitStepDefinition extends AnyStepDefinition {
  wait: Duration;
}

/** A step that waits for a signal, whose payload is its output. */
export interface SignalStepDefinition extends AnyStepDefinition {
  signal: string;
  /** JSON Schema of the payload. */
  schema?: { [key: string]: Json } | boolean;
  timeout?: Duration;
}

/** A step that asks a person and waits for the answer. Its output is an `ApprovalOutput`. */
export interface ApproveStepDefinition extends AnyStepDefinition {
  approve: {
    /** The name of the signal that carries the answer. */
    signal: string;
    /** What is asked: a text that may have expressions. */
    ask: string;
    /** The answers that are offered. Default: approve, reject. */
    choices?: string[];
  };
  timeout?: Duration;
}

/** The output of an approval step: what was chosen, and who chose it when. */
export interface ApprovalOutput {
  choice: string;
  comment?: string;
  /** As the caller named itself (`X-Actor`); absent if it did not. */
  by?: string;
  /** RFC 3339, by the store's clock. */
  at?: string;
}

/** A step that runs another workflow. */
export interface WorkflowStepDefinition extends AnyStepDefinition {
  workflow: string;
  /** Default: the latest when it starts. */
  version?: string;
  /** The input of the child run. */
  with?: Json;
  /** A list, or an expression for one: a child for each `item`, for which `with` is evaluated. */
  forEach?: Json;
  /** How many children run at a time. */
  concurrency?: number;
  /** Each attempt is another run; without it there is one. */
  retry?: RetryDefinition;
  timeout?: Duration;
  /** The limit of the step with all its children. */
  within?: Duration;
  /** Each iteration is another run. Not beside `forEach`. */
  repeat?: RepeatDefinition;
}

/** A step as its author writes it. Kinds and modifiers that are not built are refused as NOT_YET. */
export type StepDefinition =
  | AgentStepDefinition
  | WaitStepDefinition
  | SignalStepDefinition
  | ApproveStepDefinition
  | WorkflowStepDefinition;

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
