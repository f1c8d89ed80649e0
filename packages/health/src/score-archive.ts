import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { ArchiveFacts } from './health-facts.ts';
import { inSeconds } from './words.ts';

export function scoreArchive(facts: ArchiveFacts): ComponentHealth {
  const { ageMs, setting, failure, backlog, unreadable, damaged } = facts;
  return judgeComponent('archive', ageMs, [
    {
      code: 'ARCHIVE_FAILING',
      value: failure === undefined ? 0 : Math.max(1, failure.forMs),
      found: `It has failed for ${inSeconds(failure?.forMs ?? 0)}: ${failure?.code}: ${failure?.message}`,
    },
    {
      code: 'ARCHIVE_LATE',
      value: backlog.oldestMs,
      found: `${backlog.runs} finished runs (or more) should have left the store by now; the oldest is late by ${inSeconds(backlog.oldestMs)}.`,
    },
    {
      code: 'ARCHIVE_RUNS_UNREADABLE',
      value: unreadable.runs,
      found: `${unreadable.runs} finished runs cannot be read, so they are not archived (${unreadable.example}).`,
    },
    {
      code: 'ARCHIVE_SEGMENTS_DAMAGED',
      value: Math.min(1, damaged.segments),
      found: `${damaged.segments} segments are damaged or gone (${damaged.example}).`,
    },
    {
      code: 'ARCHIVE_UNSET',
      value: Number(setting === 'unset'),
      found: 'Finished runs are deleted after AG06_RETENTION, because AG06_ARCHIVE_URL is not set.',
    },
  ]);
}
