import type { FlagHelp, HelpRows } from './help-entry.ts';
import { BY, CURSOR, LIMIT, RECONNECT, WATCH } from './help-flags.ts';

const FILTERS: readonly FlagHelp[] = [
  ['--type TYPE', 'events of this type'],
  ['--correlation-id ID', 'events under this correlation id'],
];

/** Of the commands about streams, in the order of the overview. */
export const HELP_OF_STREAMS: HelpRows = [
  [
    'streams list',
    {
      usage: 'streams list [--limit N] [--cursor CURSOR]',
      about: 'Streams of events by name, each with its count.',
      flags: [LIMIT, CURSOR, WATCH],
      examples: ['ag06 streams list'],
    },
  ],
  [
    'streams show',
    {
      usage: 'streams show STREAM',
      about: 'Counts of a stream, and the types of its events.',
      args: ['STREAM'],
      flags: [WATCH],
      examples: ['ag06 streams show orders'],
    },
  ],
  [
    'streams append',
    {
      usage: 'streams append STREAM TYPE [--data JSON|@FILE|-] [--id ID] [--expect N]',
      about: 'Appends an event. One that is there already is no error.',
      args: ['STREAM', 'TYPE'],
      flags: [
        ['--data JSON', 'what it says; @FILE reads a file, - standard input'],
        ['--id ID', 'appends of one id are one event'],
        ['--expect N', 'only if the stream ends at this position'],
        ['--correlation-id ID', 'what the event belongs to'],
        BY,
      ],
      examples: [`ag06 streams append orders order.paid --data '{"order":"o-7"}' --id payment-31`],
    },
  ],
  [
    'streams read',
    {
      usage: 'streams read STREAM [--after N] [--from TIME] [--to TIME] [--type TYPE] [--limit N]',
      about: 'The events of a stream in order.',
      args: ['STREAM'],
      flags: [
        ['--after N', 'events after this position'],
        ['--from TIME, --to TIME', 'events at or after and before a time, such as 2026-11-28T09:00:00Z'],
        ...FILTERS,
        ['--limit N', 'no more than so many'],
      ],
      examples: ['ag06 streams read orders --type order.paid --limit 20'],
    },
  ],
  [
    'streams tail',
    {
      usage: 'streams tail STREAM [--after N] [--type TYPE]',
      about: 'Events as they are appended, until the stream is deleted.',
      args: ['STREAM'],
      flags: [['--after N', 'begins after this position; 0: with the first'], ...FILTERS, RECONNECT],
      examples: ['ag06 streams tail orders --after 0'],
    },
  ],
  [
    'streams delete',
    {
      usage: 'streams delete STREAM [--incarnation N]',
      about: 'Deletes a stream with its groups.',
      args: ['STREAM'],
      flags: [['--incarnation N', 'only the one that `streams show` tells, not another of this name'], BY],
      examples: ['ag06 streams delete orders --incarnation 1'],
    },
  ],
  [
    'streams groups',
    {
      usage: 'streams groups STREAM',
      about: 'Groups of consumers, each with its position and its lag.',
      args: ['STREAM'],
      flags: [WATCH],
      examples: ['ag06 streams groups orders --watch'],
    },
  ],
  [
    'streams group',
    {
      usage: 'streams group STREAM GROUP',
      about: 'One group of consumers: its position, its lag, and what it has in hand.',
      args: ['STREAM', 'GROUP'],
      flags: [WATCH],
      examples: ['ag06 streams group orders mailer'],
    },
  ],
  [
    'streams reset',
    {
      usage: 'streams reset STREAM GROUP (--after N | --time TIME | --to first|last)',
      about: 'Moves a group: events from there on are delivered anew.',
      args: ['STREAM', 'GROUP'],
      flags: [
        ['--after N', 'behind this position'],
        ['--time TIME', 'to the first event at or after a time'],
        ['--to first|last', 'before the first event, or behind the last'],
        BY,
      ],
      examples: ['ag06 streams reset orders mailer --to first'],
    },
  ],
  [
    'streams delete-group',
    {
      usage: 'streams delete-group STREAM GROUP',
      about: 'Deletes a group.',
      args: ['STREAM', 'GROUP'],
      flags: [BY],
      examples: ['ag06 streams delete-group orders mailer'],
    },
  ],
  [
    'streams dead-letters',
    {
      usage: 'streams dead-letters STREAM GROUP [--after N] [--limit N]',
      about: 'Events that a group could not process, each with its reason.',
      args: ['STREAM', 'GROUP'],
      flags: [['--after N', 'behind this position'], ['--limit N', 'no more than so many'], WATCH],
      examples: ['ag06 streams dead-letters orders mailer'],
    },
  ],
  [
    'streams redrive',
    {
      usage: 'streams redrive STREAM GROUP POSITION...',
      about: 'Delivers dead letters again, as if for the first time.',
      args: ['STREAM', 'GROUP', 'POSITION...'],
      flags: [BY],
      examples: ['ag06 streams redrive orders mailer 17 18'],
    },
  ],
  [
    'streams discard',
    {
      usage: 'streams discard STREAM GROUP POSITION...',
      about: 'Drops dead letters for good.',
      args: ['STREAM', 'GROUP', 'POSITION...'],
      flags: [BY],
      examples: ['ag06 streams discard orders mailer 17'],
    },
  ],
  [
    'correlations',
    {
      usage: 'correlations ID',
      about: 'All that happened under a correlation id, in runs and in streams, by time.',
      args: ['ID'],
      examples: ['ag06 correlations order-7'],
    },
  ],
];
