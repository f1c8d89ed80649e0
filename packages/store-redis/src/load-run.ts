import {
  type Failure,
  type ItemCounts,
  type Json,
  parseItemCounts,
  type RunField,
  type RunMeta,
  type RunStatus,
  type StepStatus,
} from '@ag06/contracts';
import type { RunRecord, RunSummary, UnitRecord } from '@ag06/store';

/** The head of a run as `lua/state.ts` writes it. */
export interface Head {
  readonly status: RunStatus;
  /** Time of its last event. */
  readonly lastAt: number;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  readonly tenant: string;
}

export function parseHead(text: string): Head {
  const [status, , lastAt, createdAt, finishedAt, , , ...tenant] = text.split('|');
  return {
    status: status as RunStatus,
    lastAt: Number(lastAt),
    createdAt: Number(createdAt),
    finishedAt: finishedAt === '' ? undefined : Number(finishedAt),
    tenant: tenant.join('|'),
  };
}

export function parseUnit(text: string): UnitRecord {
  const [status, attempt, dispatch, lost, , , job, , token, worker, due, how = ''] = text.split('|');
  return {
    status: status as StepStatus,
    attempt: Number(attempt),
    dispatch: Number(dispatch),
    lost: Number(lost),
    holder: job ?? '',
    token: Number(token),
    ...toWorker(status, worker),
    dueAt: Number(due),
    evaluates: how.startsWith('e'),
    ...parseHow(how),
  };
}

/** The reason of a blocked unit stands where the name of a holder would; old versions wrote none for a pause. */
function toWorker(status = '', text = ''): Pick<UnitRecord, 'worker' | 'blockedBy'> {
  if (status !== 'blocked') return { worker: text, blockedBy: undefined };
  return { worker: '', blockedBy: text || 'pause' };
}

/** `e` or `s` and the fields that it reads, or of a lane `l<item>;` and those. */
function parseHow(how: string): Pick<UnitRecord, 'reads' | 'item'> {
  const isLane = how.startsWith('l');
  const from = isLane ? how.indexOf(';') + 1 : 1;
  const reads = how.length > from ? (how.slice(from).split(',') as RunField[]) : [];
  return isLane && from > 2 ? { reads, item: Number(how.slice(1, from - 1)) } : { reads };
}

export function toSummary(runId: string, head: string, meta: string): RunSummary {
  const { status, createdAt, finishedAt } = parseHead(head);
  return { runId, meta: JSON.parse(meta) as RunMeta, status, createdAt, finishedAt };
}

/** A run from its whole hash. */
export function toRunRecord(runId: string, hash: Readonly<Record<string, string>>): RunRecord | undefined {
  const { h, m } = hash;
  if (h === undefined || m === undefined) return undefined;
  const units = new Map<string, UnitRecord>();
  const items = new Map<string, ItemCounts>();
  for (const [field, value] of Object.entries(hash)) {
    if (field.startsWith('s:')) units.set(field.slice(2), parseUnit(value));
    else if (field.startsWith('i:')) items.set(field.slice(2), parseItemCounts(value));
  }
  return {
    ...toSummary(runId, h, m),
    input: JSON.parse(hash.in ?? 'null') as Json,
    output: hash.out === undefined ? undefined : (JSON.parse(hash.out) as Json),
    error: hash.err === undefined ? undefined : (JSON.parse(hash.err) as Failure),
    units,
    items,
  };
}
