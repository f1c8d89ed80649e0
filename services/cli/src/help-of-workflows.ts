import type { HelpRows } from './help-entry.ts';
import { BY, WATCH } from './help-flags.ts';

/** Of the commands about definitions, in the order of the overview. */
export const HELP_OF_WORKFLOWS: HelpRows = [
  [
    'workflows push',
    {
      usage: 'workflows push FILE|-',
      about:
        'Registers the workflows of a file and makes them the latest: YAML, JSON, or a module with workflow().',
      args: ['FILE'],
      flags: [BY],
      examples: ['ag06 workflows push digest.yaml', 'cat digest.yaml | ag06 workflows push -'],
    },
  ],
  [
    'workflows list',
    {
      usage: 'workflows list',
      about: 'Names, each with its latest version.',
      flags: [WATCH],
      examples: ['ag06 workflows list'],
    },
  ],
  [
    'workflows show',
    {
      usage: 'workflows show NAME [--version VERSION]',
      about: 'A definition as its author wrote it.',
      args: ['WORKFLOW'],
      flags: [['--version VERSION', 'this version, instead of the latest']],
      examples: ['ag06 workflows show digest > digest.yaml'],
    },
  ],
  [
    'workflows versions',
    {
      usage: 'workflows versions NAME',
      about: 'Every version of a workflow, the latest first.',
      args: ['WORKFLOW'],
      examples: ['ag06 workflows versions digest'],
    },
  ],
  [
    'workflows validate',
    {
      usage: 'workflows validate FILE|-',
      about: 'Checks a definition without a dispatcher.',
      args: ['FILE'],
      examples: ['ag06 workflows validate digest.yaml'],
    },
  ],
  [
    'workflows convert',
    {
      usage:
        'workflows convert FILE|- --name NAME [--agent QUEUE=AGENT]… [--data inline|input] [--children FIELD]',
      about: 'Prints the workflow that does what a flow of BullMQ does; on stderr, what has no equal.',
      args: ['FILE'],
      flags: [
        ['--name NAME', 'the name of the workflow'],
        [
          '--agent QUEUE=AGENT',
          'an agent does the jobs of this queue; without, workers of BullMQ (bullmq.job)',
        ],
        ['--data input', 'each run brings the data of its jobs; --json prints those of the file as `input`'],
        ['--children FIELD', 'a field of the data in which jobs of BullMQ find what their children returned'],
      ],
      examples: ['ag06 workflows convert flow.json --name album --agent images=images.resize > album.yaml'],
    },
  ],
  [
    'workflows pause',
    {
      usage: 'workflows pause NAME [--by WHO]',
      about: 'Begins no step in runs of a workflow until it is resumed.',
      args: ['WORKFLOW'],
      flags: [BY],
      examples: ['ag06 workflows pause digest --by lee'],
    },
  ],
  [
    'workflows resume',
    {
      usage: 'workflows resume NAME [--by WHO]',
      about: 'Goes on with the runs of a paused workflow.',
      args: ['WORKFLOW'],
      flags: [BY],
      examples: ['ag06 workflows resume digest'],
    },
  ],
];
