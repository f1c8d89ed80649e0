import { type ReasonRule, YES } from './reason-rule.ts';

/** The thresholds of the archive. It does not hold up runs, so none of them makes the fleet unhealthy. */
export const ARCHIVE_RULES = {
  ARCHIVE_FAILING: {
    component: 'archive',
    measure: 'ms since the archive was first found to fail',
    from: 1,
    to: 15 * 60_000,
    points: 40,
    remedy:
      'Finished runs stay in the store meanwhile, and archived ones cannot be read. Check AG06_ARCHIVE_URL of all dispatchers, the network, the credentials and the space there.',
  },
  ARCHIVE_LATE: {
    component: 'archive',
    measure: 'ms for which the oldest finished run should have been in the archive',
    from: 15 * 60_000,
    to: 24 * 3_600_000,
    points: 20,
    remedy:
      'They fill the store. Read the log of the dispatchers for the duty "retention"; a dispatcher takes some thousand runs a minute.',
  },
  ARCHIVE_RUNS_UNREADABLE: {
    component: 'archive',
    measure: 'finished runs that the store cannot read',
    from: 1,
    to: 1_000,
    points: 15,
    remedy:
      'They stay in the store, and are tried again every ten minutes. The log names each; delete those that cannot be mended (`ag06 runs delete RUN`).',
  },
  ARCHIVE_SEGMENTS_DAMAGED: {
    component: 'archive',
    measure: 'segments of the archive that cannot be read',
    ...YES,
    points: 25,
    remedy:
      'Their runs are missing in lists. `ag06 archive verify` names all; put these objects back from a backup.',
  },
  ARCHIVE_UNSET: {
    component: 'archive',
    measure: 'whether finished runs are deleted although no setting says so',
    ...YES,
    points: 5,
    remedy:
      'Set AG06_ARCHIVE_URL to s3://BUCKET/PREFIX, or to file:FOLDER of a folder that all dispatchers share; or to off if they are to be deleted.',
  },
} as const satisfies Readonly<Record<string, ReasonRule>>;
