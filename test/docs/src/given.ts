import { ROOT } from './played-pages.ts';

/**
 * What READMEs of packages of our own take as given, by their folders: the rest of a file around their code. Their code with this in front has to
 * have the types that it needs.
 */
export const GIVEN: Readonly<Record<string, string>> = {
  'packages/archive': `
    import { Archive, ArchiveWork, Catalogue, Ledger, withArchive } from '@ag06/archive';
    import type { Store } from '@ag06/store';
    import type { ObjectStore } from '@ag06/objects';
    declare const store: Store;
    declare const objects: ObjectStore;
    declare const runIds: readonly string[];
    declare const { keptMsOf, isHolder, pass }: ConstructorParameters<typeof ArchiveWork>[0];`,
  'packages/demand': `
    import { DemandReader } from '@ag06/demand';
    import type { Broker } from '@ag06/broker';
    import type { Store } from '@ag06/store';
    declare const store: Store;
    declare const broker: Broker;`,
  'packages/duty': `
    import { Duty, type DutyTurn } from '@ag06/duty';
    declare const parts: object;
    declare const takeTimers: (parts: object, signal: AbortSignal) => Promise<DutyTurn>;
    declare const log: { warn(fields: object, message: string): void };`,
  'packages/health': `
    import { type HealthFacts, judgeWorker, scoreFleet } from '@ag06/health';
    declare const facts: HealthFacts;
    declare const { waiting }: Parameters<typeof judgeWorker>[0];`,
  'packages/http-server': `
    import { createServer, type IncomingMessage } from 'node:http';
    declare const isTooLarge: (request: IncomingMessage) => boolean;`,
  'packages/objects': `
    import { openObjects } from '@ag06/objects';
    declare const bytes: Buffer;`,
  'packages/outages': `
    class ReplyError extends Error {}`,
  'packages/protocol': `
    import { MOVES } from '@ag06/protocol';`,
  'packages/resilience': `
    declare const signal: AbortSignal;
    declare const url: string;`,
  'packages/runtime': `
    import { type Submission, type Submitter, submitRun } from '@ag06/runtime';
    declare const submitter: Submitter;
    declare const { loadPlan, input, correlationId }: Submission;`,
  'packages/schedule': `
    import { createTimetable, decide, type ScheduleDocument } from '@ag06/schedule';
    declare const document: ScheduleDocument;
    declare const { now, version, runIdOf }: Parameters<typeof decide>[1];`,
  'packages/service-host': `
    import { openBackend } from '@ag06/backend';
    import { observeBackend, openMetrics, readSettings, runService, SHARED_SETTINGS, toBackendOptions, toSharedConfig } from '@ag06/service-host';
    import type { Logger } from 'pino';
    import { z } from 'zod';
    declare const log: Logger;
    declare const id: string;`,
  'packages/simulation': `
    import { runInSlices } from '@ag06/runtime';
    import { explainChange, type FleetSettings, simulateChange } from '@ag06/simulation';
    declare const { recording, objective }: Parameters<typeof simulateChange>[0];
    declare const now: FleetSettings;
    declare const proposed: FleetSettings;`,
  'packages/store-postgres': `
    import { openServerDatabase } from '@ag06/postgres';
    const database = await openServerDatabase({ url: 'postgres://me@localhost/ag06', onError: console.error });`,
  'packages/store-redis': `
    import { createRedisConnection } from '@ag06/broker';
    const redis = createRedisConnection('redis://127.0.0.1:6379', 'worker', console.error);`,
  'packages/telemetry': `
    import { startMetrics } from '@ag06/telemetry';
    declare const slots: { readonly inUse: number };`,
  'packages/tuning': `
    import { createTuner, type Objective, type Observation, type TunerModel } from '@ag06/tuning';
    declare const objective: Objective;
    declare const { samples, jobs, arrivals, queueDepth, inflight }: Required<Observation>;`,
  'test/dashboard': `
    import { test } from '@jest/globals';
    import { expectAccessible } from '${ROOT}test/dashboard/src/testing/expect-accessible.ts';
    import { useDashboard } from '${ROOT}test/dashboard/src/testing/use-dashboard.ts';
    import { loud, shout } from '${ROOT}test/docs/src/readers/test-fleet/my-agents.ts';`,
};
