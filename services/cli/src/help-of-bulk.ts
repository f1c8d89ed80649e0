import type { HelpRows } from './help-entry.ts';
import { BY, RECONNECT, RUN_FILTERS, WATCH } from './help-flags.ts';

/** Of the commands about many runs, in the order of the overview. */
export const HELP_OF_BULK: HelpRows = [
  [
    'runs bulk',
    {
      usage:
        'runs bulk ACTION [--status STATUS]... [--workflow WORKFLOW] [--code CODE] [--tag TAG]... [--attr NAME=VALUE]... [--all] [--dry-run] [--detach]',
      about:
        'Acts on all runs of a filter, in the background: cancel, terminate, retry, pause, resume or delete them.',
      args: ['cancel|terminate|retry|pause|resume|delete'],
      flags: [
        ...RUN_FILTERS,
        ['--all', 'every run; without it an empty filter is refused'],
        ['--dry-run', 'counts what matches, and changes nothing'],
        ['--detach', 'does not wait for its end'],
        BY,
      ],
      examples: [
        'ag06 runs bulk cancel --status running --workflow digest --dry-run',
        'ag06 runs bulk retry --status failed --code RATE_LIMITED',
        'ag06 runs bulk delete --status failed --to 2026-11-01T00:00:00Z',
      ],
    },
  ],
  [
    'bulk list',
    {
      usage: 'bulk list',
      about: 'Bulks under way, and the last that ended.',
      flags: [WATCH],
      examples: ['ag06 bulk list'],
    },
  ],
  [
    'bulk show',
    {
      usage: 'bulk show BULK',
      about: 'Counts of a bulk, and why some of it was not done.',
      args: ['BULK'],
      flags: [WATCH],
      examples: ['ag06 bulk show b-0123456789abcdef01234567'],
    },
  ],
  [
    'bulk watch',
    {
      usage: 'bulk watch BULK',
      about: 'Shows how far a bulk is until it ends. Exit 1: stopped, or failures.',
      args: ['BULK'],
      examples: ['ag06 bulk watch b-0123456789abcdef01234567'],
    },
  ],
  [
    'bulk stop',
    {
      usage: 'bulk stop BULK',
      about: 'Begins nothing more of a bulk; what was done stays.',
      args: ['BULK'],
      flags: [BY],
      examples: ['ag06 bulk stop b-0123456789abcdef01234567'],
    },
  ],
  [
    'feed',
    {
      usage: 'feed [--run RUN]... [--workflow WORKFLOW]... [--type TYPE]... [--after ID]',
      about: 'The events of all runs, live, until it is interrupted.',
      flags: [
        ['--run RUN', 'only of this run; repeatable'],
        ['--workflow WORKFLOW', 'only of this workflow; repeatable'],
        ['--type TYPE', 'only events of this type; repeatable'],
        ['--after ID', 'continues after an event, or from a time in milliseconds since 1970'],
        RECONNECT,
      ],
      examples: ['ag06 feed --workflow digest --type run.failed --json'],
    },
  ],
];
