import { DEFAULT_PREFIX } from '@ag06/contracts';

/** The names of one fleet's parts in a database that it may share with other fleets. */
export interface FleetNames {
  /** The prefix of keys and channels of a store on Redis. */
  readonly keys: string;
  /** BullMQ's prefix of the queues' keys on Redis. */
  readonly queueKeys: string;
  /** Schemas of a PostgreSQL server. */
  readonly storeSchema: string;
  readonly queueSchema: string;
}

/** BullMQ's own names, and ours, where there is one fleet. */
const OF_ONE: FleetNames = {
  keys: DEFAULT_PREFIX,
  queueKeys: 'bull',
  storeSchema: 'ag06',
  queueSchema: 'bullmq',
};

/**
 * Returns the names of a fleet with a prefix (`AG06_PREFIX`). No two prefixes have a name in common, and no schema is a
 * word of SQL or belongs to PostgreSQL.
 */
export function toFleetNames(prefix: string = DEFAULT_PREFIX): FleetNames {
  if (prefix === DEFAULT_PREFIX) return OF_ONE;
  return {
    keys: prefix,
    queueKeys: prefix,
    storeSchema: `${OF_ONE.storeSchema}_${prefix}`,
    queueSchema: `${OF_ONE.queueSchema}_${prefix}`,
  };
}
