import type { HelpRows } from './help-entry.ts';
import { BY, SOME_RUN } from './help-flags.ts';

/** Of the commands that steer one run, in the order of the overview. */
export const HELP_OF_STEERING: HelpRows = [
  [
    'runs cancel',
    {
      usage: 'runs cancel RUN',
      about: 'Ends a run at once; running handlers are aborted within 1 s.',
      args: ['RUN'],
      flags: [BY],
      examples: [`ag06 runs cancel ${SOME_RUN}`],
    },
  ],
  [
    'runs delete',
    {
      usage: 'runs delete RUN',
      about: 'Deletes a run that has ended, with its log.',
      args: ['RUN'],
      flags: [BY],
      examples: [`ag06 runs delete ${SOME_RUN}`],
    },
  ],
  [
    'runs pause',
    {
      usage: 'runs pause RUN [--by WHO]',
      about: 'Begins nothing more of a run until it resumes; steps that run go on to their end.',
      args: ['RUN'],
      flags: [BY],
      examples: [`ag06 runs pause ${SOME_RUN} --by lee`],
    },
  ],
  [
    'runs resume',
    {
      usage: 'runs resume RUN [--by WHO]',
      about: 'Goes on with a paused run.',
      args: ['RUN'],
      flags: [BY],
      examples: [`ag06 runs resume ${SOME_RUN}`],
    },
  ],
  [
    'runs retry',
    {
      usage: 'runs retry RUN [--step STEP]... [--by WHO]',
      about: 'Goes on with a run that failed or timed out, from its failed steps.',
      args: ['RUN'],
      flags: [['--step STEP', 'refuses unless this step begins anew; repeatable'], BY],
      examples: [`ag06 runs retry ${SOME_RUN}`, `ag06 runs retry ${SOME_RUN} --step fetch --by lee`],
    },
  ],
  [
    'runs fork',
    {
      usage:
        'runs fork RUN --from PLACE [--effects live|recorded] [--input JSON] [--version VERSION] [--allow NAME]... [--key KEY]',
      about: 'Starts a run with the outcomes that another had up to a step or an event.',
      args: ['RUN'],
      flags: [
        [
          '--from PLACE',
          'a step, done again with all behind it; or the number of the last event that counts',
        ],
        [
          '--effects recorded|live',
          'recorded (default): nothing acts unless it is allowed. live: steps act again',
        ],
        ['--allow NAME', 'an agent or a workflow that may act; repeatable'],
        ['--input JSON', 'another input; @FILE reads it from a file, - from standard input'],
        ['--version VERSION', 'another version of its workflow'],
        ['--key KEY', 'one key, one fork'],
        BY,
      ],
      examples: [
        `ag06 runs fork ${SOME_RUN} --from send --allow mail.draft`,
        `ag06 runs fork ${SOME_RUN} --from 12 --input @other.json`,
      ],
    },
  ],
  [
    'runs allow',
    {
      usage: 'runs allow RUN NAME... [--by WHO]',
      about: 'Lets agents and workflows act for real in a fork with recorded effects.',
      args: ['RUN', 'NAME...'],
      flags: [BY],
      examples: [`ag06 runs allow ${SOME_RUN} mail.send`],
    },
  ],
  [
    'runs diff',
    {
      usage: 'runs diff RUN RUN [--exit-code]',
      about: 'Compares two runs step by step: status, input, output, attempts, time.',
      args: ['RUN', 'RUN'],
      flags: [['--exit-code', 'exits with 1 if the outcome of a step differs']],
      examples: [`ag06 runs diff ${SOME_RUN} r0-0mwvdobfe36IBKNqGC561 --exit-code`],
    },
  ],
  [
    'runs terminate',
    {
      usage: 'runs terminate RUN [--by WHO]',
      about: 'Ends a run at once, whatever it would have to do yet to end in good order.',
      args: ['RUN'],
      flags: [BY],
      examples: [`ag06 runs terminate ${SOME_RUN}`],
    },
  ],
  [
    'runs signal',
    {
      usage: 'runs signal RUN SIGNAL [--payload JSON] [--key KEY] [--by WHO]',
      about: 'Sends a signal to a run: the step that waits for it completes with the payload.',
      args: ['RUN', 'SIGNAL'],
      flags: [
        ['--payload JSON', 'what it says; @FILE reads it from a file, - from standard input'],
        ['--key KEY', 'the run takes the signals of one key once'],
        BY,
      ],
      examples: [`ag06 runs signal ${SOME_RUN} approval --payload '{"approved":true}'`],
    },
  ],
];
