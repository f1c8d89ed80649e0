import { z } from 'zod';
import { RUN_ID_PATTERN } from '../names.ts';

const time = z.iso.datetime();
const runId = z.string().regex(RUN_ID_PATTERN);

/** For what a step waits because of its kind: everything that the API, `explain` and the CLI say of it. */
export const STEP_WAITS = [
  z.object({ reason: z.literal('child'), runId }).describe('A `workflow` step: the run that it started.'),
  z.object({ reason: z.literal('timer'), until: time }).describe('A `wait` step: its moment.'),
  z
    .object({ reason: z.literal('signal'), signal: z.string(), until: time.optional() })
    .describe('A `signal` step: its signal, at the latest until then.'),
  z
    .object({
      reason: z.literal('approval'),
      signal: z.string(),
      choices: z.array(z.string()),
      until: time.optional(),
    })
    .describe('An `approve` step: the answer of a person, at the latest until then.'),
] as const;
export type StepWait = z.infer<(typeof STEP_WAITS)[number]>;

/** In a few words, as they follow "waits for". */
export function tellStepWait(wait: StepWait): string {
  switch (wait.reason) {
    case 'child':
      return `its child run ${wait.runId}`;
    case 'timer':
      return `its time, ${wait.until}`;
    case 'signal':
      return `the signal ${wait.signal}${tellUntil(wait)}`;
    case 'approval':
      return `the answer of a person (${wait.choices.join(', ')})${tellUntil(wait)}`;
  }
}

/** The command that would end the wait of this step, or that tells more about it. Undefined if time alone ends it. */
export function findActionOf(wait: StepWait, step: { runId: string; step: string }): string | undefined {
  switch (wait.reason) {
    case 'child':
      return `ag06 runs explain ${wait.runId}`;
    case 'timer':
      return undefined;
    case 'signal':
      return `ag06 runs signal ${step.runId} ${wait.signal} --payload '{}'`;
    case 'approval':
      return `ag06 approvals answer ${step.runId}.${step.step} ${toWord(wait.choices[0] ?? '')}`;
  }
}

const tellUntil = ({ until }: { readonly until?: string | undefined }): string =>
  until === undefined ? '' : `, until ${until}`;

/** As a shell takes it for one word. */
const toWord = (text: string): string =>
  /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
