import { randomBytes } from 'node:crypto';
import type { RunQuery, Store } from '@ag06/store';

const EVERYTHING: Omit<RunQuery, 'tenant'> = {
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 1,
};

/** Uses the ways into the store once: its function, its lists, its documents and its channels. Nothing is left of it. */
export async function proveStore({ runs, shared, fleet, workflows }: Store): Promise<void> {
  const id = `ag06-probe-${randomBytes(6).toString('hex')}`;
  // Of a run that does not exist: the function is asked, and changes nothing.
  await runs.apply({
    kind: 'claim',
    id,
    runId: runs.createRunId(id, undefined),
    unit: 's',
    attempt: 1,
    dispatch: 1,
    issuer: { worker: id, job: 's.d1', delivery: 1 },
    idle: false,
    obstacle: undefined,
  });
  await runs.listRuns({ ...EVERYTHING, tenant: id });
  await workflows.loadLatestVersion(id, id);
  await fleet.loadEpoch();
  const forget = await shared.watch('health', () => {});
  await shared.swap('health', id, 0, '{}');
  await shared.remove('health', id, 1);
  await forget();
}
