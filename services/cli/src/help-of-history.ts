import type { Help } from './help-entry.ts';

/** Of the commands that look back at runs. */
export const HELP_OF_HISTORY: readonly (readonly [words: string, help: Help])[] = [
  [
    'runs state',
    {
      usage: 'runs state RUN [--at SEQ|TIME] [--watch] [--every D]',
      about: 'A run as it was: after an event, or at a time.',
      flags: [
        ['--at SEQ|TIME', 'the number of an event, or a time such as 2026-11-28T09:00:00Z (the end)'],
        ['--watch', 'plays it from there, commit by commit'],
        ['--every D', 'how long each picture stays in a terminal (500ms)'],
      ],
      examples: ['ag06 runs state r0-0mwvdobfe36IBKNqGC560 --at 12'],
    },
  ],
  [
    'runs export',
    {
      usage: 'runs export RUN > FILE',
      about: 'Writes a run, its definition and all its events: JSON, one value a line.',
      examples: ['ag06 runs export r0-0mwvdobfe36IBKNqGC560 > histories/order.json'],
    },
  ],
  [
    'runs output',
    {
      usage: 'runs output RUN STEP [--item N] > FILE',
      about: 'Writes the output of a step, or of one item of it: its JSON, of any size.',
      flags: [['--item N', 'of a `forEach` step: one item, from 0']],
      examples: ['ag06 runs output r0-0mwvdobfe36IBKNqGC560 report > report.json'],
    },
  ],
  [
    'runs replay',
    {
      usage: 'runs replay RUN|FILE|FOLDER... [--definition FILE]',
      about: 'Decides runs again from their logs, and tells the first difference. Exit 1 on a difference.',
      flags: [['--definition FILE', 'decides by this definition, instead of the one that a run had']],
      examples: [
        'ag06 runs replay r0-0mwvdobfe36IBKNqGC560 --definition order.yaml',
        'ag06 runs replay ./histories',
      ],
    },
  ],
];
