import type { HelpRows } from './help-entry.ts';
import { SOME_RUN } from './help-flags.ts';

/** Of the commands that look back at runs. */
export const HELP_OF_HISTORY: HelpRows = [
  [
    'runs state',
    {
      usage: 'runs state RUN [--at SEQ|TIME] [--watch] [--every DURATION]',
      about: 'A run as it was: after an event, or at a time.',
      args: ['RUN'],
      flags: [
        ['--at PLACE', 'the number of an event, or a time such as 2026-11-28T09:00:00Z (the end)'],
        ['--watch', 'plays it from there, commit by commit'],
        ['--every DURATION', 'how long each picture stays in a terminal (500ms)'],
      ],
      examples: [`ag06 runs state ${SOME_RUN} --at 12`, `ag06 runs state ${SOME_RUN} --watch --every 1s`],
    },
  ],
  [
    'runs export',
    {
      usage: 'runs export RUN > FILE',
      about: 'Writes a run, its definition and all its events: JSON, one value a line.',
      args: ['RUN'],
      examples: [`ag06 runs export ${SOME_RUN} > histories/order.json`],
    },
  ],
  [
    'runs output',
    {
      usage: 'runs output RUN STEP [--item N] > FILE',
      about: 'Writes the output of a step, or of one item of it: its JSON, of any size.',
      args: ['RUN', 'STEP'],
      flags: [['--item N', 'of a `forEach` step: one item, from 0']],
      examples: [`ag06 runs output ${SOME_RUN} report > report.json`],
    },
  ],
  [
    'runs replay',
    {
      usage: 'runs replay RUN|FILE|FOLDER... [--definition FILE]',
      about: 'Decides runs again from their logs, and tells the first difference. Exit 1 on a difference.',
      args: ['RUN...'],
      flags: [['--definition FILE', 'decides by this definition, instead of the one that a run had']],
      examples: [`ag06 runs replay ${SOME_RUN} --definition order.yaml`, 'ag06 runs replay ./histories'],
    },
  ],
];
