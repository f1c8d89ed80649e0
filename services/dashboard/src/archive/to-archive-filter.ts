import type { RunFilter } from '@ag06/client';

/** The statuses in which runs come to the archive. */
export const ENDED_STATUSES = ['completed', 'failed', 'cancelled', 'timed_out'] as const;

/** What is searched for, as it is entered. */
export interface ArchiveSearch {
  /** Empty: all. */
  readonly status: string;
  readonly workflow: string;
  readonly tag: string;
  readonly correlationId: string;
  /** Of `<input type="datetime-local">`: when the runs were submitted. */
  readonly from: string;
  readonly to: string;
}

export const NO_SEARCH: ArchiveSearch = {
  status: '',
  workflow: '',
  tag: '',
  correlationId: '',
  from: '',
  to: '',
};

/** Returns what to ask the archive for. Fields that are empty, or no times, are left out. */
export function toArchiveFilter(search: ArchiveSearch): RunFilter {
  const status = ENDED_STATUSES.find((one) => one === search.status);
  const [workflow, tag, correlationId] = [
    search.workflow.trim(),
    search.tag.trim(),
    search.correlationId.trim(),
  ];
  const moment = (text: string) => (Number.isNaN(Date.parse(text)) ? undefined : new Date(text));
  return {
    status: status === undefined ? undefined : [status],
    workflow: workflow === '' ? undefined : workflow,
    tag: tag === '' ? undefined : [tag],
    correlationId: correlationId === '' ? undefined : correlationId,
    from: moment(search.from),
    to: moment(search.to),
  };
}
