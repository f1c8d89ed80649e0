import type { Help } from './help-entry.ts';

const FILTERS = [
  ['--type T', 'events of this type'],
  ['--correlation-id C', 'events under this correlation id'],
] as const;

/** Of the commands about streams, in the order of the overview. */
export const HELP_OF_STREAMS: readonly (readonly [words: string, help: Help])[] = [
  [
    'streams list',
    {
      usage: 'streams list [--limit N] [--cursor C]',
      about: 'Streams of events by name, each with its count.',
    },
  ],
  [
    'streams show',
    { usage: 'streams show STREAM', about: 'Counts of a stream, and the types of its events.' },
  ],
  [
    'streams append',
    {
      usage: 'streams append STREAM TYPE [--data JSON|@FILE|-] [--id ID] [--expect N]',
      about: 'Appends an event. One that is there already is no error.',
      flags: [
        ['--id ID', 'appends of one id are one event'],
        ['--expect N', 'only if the stream ends at this position'],
        ['--correlation-id C', 'what the event belongs to'],
      ],
      examples: [`ag06 streams append orders order.paid --data '{"order":"o-7"}' --id payment-31`],
    },
  ],
  [
    'streams read',
    {
      usage: 'streams read STREAM [--after N] [--from T] [--to T] [--type T] [--limit N]',
      about: 'The events of a stream in order.',
      flags: [
        ['--after N', 'events after this position'],
        ['--from T, --to T', 'events at or after and before a time, such as 2026-11-28T09:00:00Z'],
        ...FILTERS,
        ['--limit N', 'no more than so many'],
      ],
    },
  ],
  [
    'streams tail',
    {
      usage: 'streams tail STREAM [--after N] [--type T]',
      about: 'Events as they are appended, until the stream is deleted.',
      flags: [['--after N', 'begins after this position; 0: with the first'], ...FILTERS],
    },
  ],
  [
    'streams delete',
    {
      usage: 'streams delete STREAM [--incarnation N]',
      about: 'Deletes a stream with its groups.',
      flags: [['--incarnation N', 'only the one that `streams show` tells, not another of this name']],
    },
  ],
  [
    'streams groups',
    { usage: 'streams groups STREAM', about: 'Groups of consumers, each with its position and its lag.' },
  ],
  [
    'streams reset',
    {
      usage: 'streams reset STREAM GROUP (--after N | --time T | --to first|last)',
      about: 'Moves a group: events from there on are delivered anew.',
    },
  ],
  ['streams delete-group', { usage: 'streams delete-group STREAM GROUP', about: 'Deletes a group.' }],
  [
    'streams dead-letters',
    {
      usage: 'streams dead-letters STREAM GROUP [--after N] [--limit N]',
      about: 'Events that a group could not process, each with its reason.',
    },
  ],
  [
    'streams redrive',
    {
      usage: 'streams redrive STREAM GROUP POSITION...',
      about: 'Delivers dead letters again, as if for the first time.',
    },
  ],
  [
    'streams discard',
    { usage: 'streams discard STREAM GROUP POSITION...', about: 'Drops dead letters for good.' },
  ],
  [
    'correlations',
    {
      usage: 'correlations ID',
      about: 'All that happened under a correlation id, in runs and in streams, by time.',
    },
  ],
];
