import type { FlagHelp, HelpRows } from './help-entry.ts';
import { BY, CURSOR, SOME_RUN, WATCH } from './help-flags.ts';

const FILTERS: readonly FlagHelp[] = [
  ['--workflow WORKFLOW', 'runs of this workflow'],
  ['--status STATUS', 'that ended so; may be repeated'],
];

/** Of the commands about the archive of finished runs. */
export const HELP_OF_ARCHIVE: HelpRows = [
  [
    'archive list',
    {
      usage: 'archive list [--streams] [--stream STREAM] [--limit N] [--cursor CURSOR]',
      about: 'What is in the archive: its place, its runs, how long they are kept, and its segments.',
      flags: [
        ['--streams', 'the segments of archived events of streams'],
        ['--stream STREAM', 'of this stream alone'],
        ['--limit N', 'segments of a page (50)'],
        CURSOR,
        WATCH,
      ],
      examples: ['ag06 archive list', 'ag06 archive list --stream orders'],
    },
  ],
  [
    'archive verify',
    {
      usage: 'archive verify',
      about:
        'Reads the whole archive and checks every segment by its hash. Exit 1 if one is broken or missing.',
      examples: ['ag06 archive verify'],
    },
  ],
  [
    'archive restore',
    {
      usage: 'archive restore [RUN...] [filters] --into FOLDER',
      about:
        'Writes archived runs as histories into a folder, one file each: to be read, and replayed. Those that are there already are left.',
      args: ['RUN...'],
      flags: [
        ['--into FOLDER', 'where to; it is made if it does not exist'],
        ...FILTERS,
        ['--tag TAG', 'with this tag; may be repeated'],
        ['--correlation-id ID', 'of this correlation id'],
        ['--from TIME', 'that were created from then on'],
        ['--to TIME', 'that were created before'],
        ['--all', 'every archived run'],
      ],
      examples: [
        `ag06 archive restore ${SOME_RUN} --into ./histories`,
        'ag06 archive restore --workflow order --status failed --into ./histories',
      ],
    },
  ],
  [
    'archive prune',
    {
      usage: 'archive prune [--older-than DURATION] [filters] [--dry-run]',
      about: 'Deletes archived runs for good, and says how many. Runs with the tag of a legal hold stay.',
      flags: [
        ['--older-than DURATION', 'that ended longer ago than this: 90d'],
        ...FILTERS,
        ['--all', 'every archived run'],
        ['--streams', 'events of streams instead, by --older-than or --all; those that a group needs stay'],
        ['--stream STREAM', 'events of this stream'],
        ['--dry-run', 'only counts them'],
        BY,
      ],
      examples: [
        'ag06 archive prune --older-than 90d --status completed --dry-run',
        'ag06 archive prune --stream orders --older-than 365d --dry-run',
      ],
    },
  ],
  [
    'archive adopt',
    {
      usage: 'archive adopt [--in-place-of ID]',
      about:
        'Gives the fleet the archive of this dispatcher, and gives up its other one. Without the flag it only says which they are.',
      flags: [['--in-place-of ID', 'the archive that is given up: the command names it'], BY],
      examples: ['ag06 archive adopt  # says what would be given up, and how to confirm it'],
    },
  ],
];
