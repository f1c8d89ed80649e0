import type { HelpRows } from './help-entry.ts';
import { BY, CURSOR, LIMIT, SOME_RUN, WATCH } from './help-flags.ts';

/** Of the commands about approvals, in the order of the overview. */
export const HELP_OF_APPROVALS: HelpRows = [
  [
    'approvals list',
    {
      usage: 'approvals list [--workflow WORKFLOW] [--signal SIGNAL] [--limit N] [--cursor CURSOR]',
      about: 'Steps that wait for the answer of a person; what has waited longest comes first.',
      flags: [
        ['--workflow WORKFLOW', 'of one workflow'],
        ['--signal SIGNAL', 'that wait for the signal of this name'],
        LIMIT,
        CURSOR,
        WATCH,
      ],
      examples: ['ag06 approvals list --workflow order', 'ag06 approvals list --watch'],
    },
  ],
  [
    'approvals show',
    {
      usage: 'approvals show APPROVAL',
      about: 'What a step asks of a person: the question, its choices, its run, since when and until when.',
      args: ['APPROVAL'],
      flags: [WATCH],
      examples: [`ag06 approvals show ${SOME_RUN}.ask.3`],
    },
  ],
  [
    'approvals answer',
    {
      usage: 'approvals answer APPROVAL CHOICE [--comment TEXT] [--by WHO] [--key KEY]',
      about: 'Answers what a step asks, with one of the choices that it offers.',
      args: ['APPROVAL', 'CHOICE'],
      flags: [
        ['--comment TEXT', 'goes into the output of the step and into the log'],
        BY,
        ['--key KEY', 'the Idempotency-Key: a run takes one answer under it'],
      ],
      examples: [`ag06 approvals answer ${SOME_RUN}.ask.3 approve --by lee --comment 'as agreed'`],
    },
  ],
];
