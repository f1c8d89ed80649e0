import type { Row } from './dashboard.ts';
import { highest, perSecond, quantile } from './promql.ts';

/** The archive of finished runs. */
export const ARCHIVE: Row = {
  title: 'Archive',
  panels: [
    {
      kind: 'timeseries',
      title: 'For how long the archive fails',
      description:
        'Since it could be read and written. Runs stay in the store meanwhile; GET /health says the reason.',
      unit: 's',
      width: 8,
      targets: [{ expr: highest('archiveFailing'), legend: 'failing' }],
    },
    {
      kind: 'timeseries',
      title: 'Lateness of the oldest run that is not archived',
      description: 'For how long it should have left the store. Rises: the archive is away, or too slow.',
      unit: 's',
      width: 8,
      targets: [{ expr: highest('archiveBacklogAge'), legend: 'oldest' }],
    },
    {
      kind: 'timeseries',
      title: 'Runs that are not archived',
      description:
        'late: should have left the store, counted up to 1,000. unreadable: the store cannot read them, so they stay; the log of the dispatchers names them.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: highest('archiveBacklog'), legend: 'late' },
        { expr: highest('archiveUnreadable'), legend: 'unreadable' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Taken into the archive',
      description:
        'Runs in a second, and bytes in a second that are written for them and when segments are merged.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: `${perSecond('archiveTaken')} or vector(0)`, legend: 'runs' },
        { expr: `${perSecond('archiveWritten')} or vector(0)`, legend: 'bytes' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Runs and segments in the archive',
      description: 'damaged: segments that cannot be read; `ag06 archive verify` names them.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: highest('archiveRuns'), legend: 'runs' },
        { expr: highest('archiveSegments'), legend: 'segments' },
        { expr: highest('archiveDamaged'), legend: 'damaged' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Size of the archive',
      description: 'Segments of runs, compressed as they are.',
      unit: 'bytes',
      width: 8,
      targets: [{ expr: highest('archiveBytes'), legend: 'bytes' }],
    },
    {
      kind: 'timeseries',
      title: 'Time to read an object of the archive, p99',
      description: 'Or a part of one.',
      unit: 's',
      width: 8,
      targets: [{ expr: quantile(0.99, 'archiveReadDuration'), legend: 'read' }],
    },
    {
      kind: 'timeseries',
      title: 'Errors of the archive',
      description: 'Reads and writes that failed, in a second, by code.',
      unit: 'ops',
      width: 8,
      targets: [{ expr: `${perSecond('archiveErrors', ['code'])} or vector(0)`, legend: '{{code}}' }],
    },
  ],
};
