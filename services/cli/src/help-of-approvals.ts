import type { Help } from './help-entry.ts';
import { BY } from './help-of-runs.ts';

/** Of the commands about approvals, in the order of the overview. */
export const HELP_OF_APPROVALS: readonly (readonly [words: string, help: Help])[] = [
  [
    'approvals list',
    {
      usage: 'approvals list [--workflow W] [--signal S] [--limit N] [--cursor C]',
      about: 'Steps that wait for the answer of a person; what has waited longest comes first.',
    },
  ],
  [
    'approvals answer',
    {
      usage: 'approvals answer APPROVAL CHOICE [--comment TEXT] [--by WHO] [--key K]',
      about: 'Answers what a step asks, with one of the choices that it offers.',
      flags: [
        ['--comment TEXT', 'goes into the output of the step and into the log'],
        BY,
        ['--key K', 'the Idempotency-Key: a run takes one answer under it'],
      ],
      examples: [
        "ag06 approvals answer r0-0mwvdobfe36IBKNqGC560.ask.3 approve --by lee --comment 'as agreed'",
      ],
    },
  ],
];
