import type { Broker } from '@ag06/broker';
import type { Carrier, PlanCache, Repeater } from '@ag06/runtime';
import type { StreamConfig } from '@ag06/service-host';
import type { Store } from '@ag06/store';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import type { OpenArchive } from './archive/open-archive.ts';
import type { StreamRetention } from './archive/stream-retention.ts';
import type { StoreCeiling } from './ceiling/store-ceiling.ts';
import type { StoreClock } from './clock/store-clock.ts';
import type { RequestLog } from './health/request-log.ts';
import type { IntakeThreads } from './intake/intake-threads.ts';
import type { TuningReadings } from './readings/tuning-readings.ts';
import type { ScaleBoard } from './scale/scale-board.ts';
import type { WantedAgents } from './wanted-agents.ts';

/** What the routes and duties of one dispatcher share. */
export interface Parts {
  readonly id: string;
  readonly store: Store;
  readonly broker: Broker;
  readonly plans: PlanCache;
  readonly carrier: Carrier;
  readonly wanted: WantedAgents;
  /** Reads bodies and checks inputs. */
  readonly intake: IntakeThreads;
  /** Repeats calls while the store or the queues are away. */
  readonly repeater: Repeater;
  readonly log: Logger;
  /** The metrics of this process. */
  readonly book: MetricBook;
  /** How long events of streams stay in the store, if there is an archive. */
  readonly streamRetention: StreamRetention;
  /** For how long an event may wait for a group until health says so; undefined: as long as health thinks right. */
  readonly streamLateMs?: number | undefined;
  /** How long a finished run stays in the store. */
  readonly retentionMs: number;
  /** Where it goes then; undefined if it is deleted. */
  readonly archive: OpenArchive | undefined;
  /** Whether a setting says what becomes of finished runs, or nothing has to. */
  readonly isArchiveSet: boolean;
  /** Runs with this tag are kept for ever. */
  readonly holdTag: string;
  /** Whether the store's clock can be trusted by those who delete by age. */
  readonly clock: StoreClock;
  /** How full the store is, and what is refused because of it. */
  readonly ceiling: StoreCeiling;
  /** How long a dedupe key is remembered, in milliseconds. */
  readonly dedupeTtlMs: number;
  /** The published settings. */
  readonly tuning: TuningReadings;
  /** How many workers each agent should have. */
  readonly scale: ScaleBoard;
  /** How long the last appends to streams took. */
  readonly appends: RequestLog;
  /** How events are appended to streams. */
  readonly streams: StreamConfig['streams'];
  /** Whether the connection to the store is up, as far as this process knows. */
  isStoreUp(): boolean;
}
