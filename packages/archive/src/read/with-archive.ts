import { isTerminal } from '@ag06/contracts';
import { type AnswerTo, type Command, type LargeValue, type RunField, readLargeText } from '@ag06/protocol';
import {
  type BlobStore,
  comparePositions,
  type RunPage,
  type RunPosition,
  type RunQuery,
  type RunStore,
  type RunSummary,
  resolveLarge,
  type Store,
  toRunPage,
  type WorkflowStore,
} from '@ag06/store';
import type { Archive } from './archive.ts';
import { toArchivedSummary } from './list-archived.ts';

type Readers = Pick<
  RunStore,
  | 'apply'
  | 'loadSummary'
  | 'loadOutcome'
  | 'loadState'
  | 'loadRun'
  | 'loadUnit'
  | 'loadFields'
  | 'measureFields'
  | 'findLarge'
  | 'loadLarge'
  | 'loadLogPage'
  | 'loadItems'
  | 'loadItemValue'
  | 'listRuns'
>;

/**
 * The same runs, and those of the archive: whoever reads a run that the store does not know is answered from there. The
 * store is asked first, because a run is in the archive before it leaves the store.
 */
export const withArchive = ({ runs, blobs }: Pick<Store, 'runs' | 'blobs'>, archive: Archive): RunStore =>
  replaceMembers(runs, createReaders(runs, createBlobReader(blobs, archive), archive));

/** The same store; its runs, their large outputs and their definitions are read from the archive too. */
export function withArchivedRuns(store: Store, archive: Archive): Store {
  const { workflows, blobs } = store;
  const loadWorkflow: WorkflowStore['loadWorkflow'] = async (tenant, name, version) => {
    const live = await workflows.loadWorkflow(tenant, name, version);
    if (live !== undefined || version === undefined) return live;
    return archive.findDefinition(tenant, name, version);
  };
  return replaceMembers(store, {
    runs: withArchive(store, archive),
    blobs: replaceMembers(blobs, { read: createBlobReader(blobs, archive) }),
    workflows: replaceMembers(workflows, { loadWorkflow }),
  });
}

/** The same object, but for some of its members. Its methods keep their `this`, because some have private fields. */
export function replaceMembers<T extends object>(whole: T, members: Partial<T>): T {
  const replaced = new Map<string | symbol, unknown>(Object.entries(members));
  // A proxy of `whole` itself could not replace its fixed properties.
  const target: T = Object.create(null);
  return new Proxy(target, {
    get(_, name) {
      if (replaced.has(name)) return replaced.get(name);
      const value: unknown = Reflect.get(whole, name, whole);
      return typeof value === 'function' ? value.bind(whole) : value;
    },
    has: (_, name) => Reflect.has(whole, name),
  });
}

/** A reader that is not done when its run leaves the store goes on in the archive. */
function createBlobReader(blobs: Pick<BlobStore, 'read'>, archive: Archive): BlobStore['read'] {
  return async function* (runId, blob) {
    let sent = 0;
    try {
      for await (const piece of blobs.read(runId, blob)) {
        sent += piece.byteLength;
        yield piece;
      }
    } catch (error) {
      const found = await archive.find(runId);
      if (found === undefined) throw error;
      for await (const piece of found.readBlob(blob)) {
        const known = Math.min(sent, piece.byteLength);
        sent -= known;
        if (known < piece.byteLength) yield piece.subarray(known);
      }
    }
  };
}

function createReaders(runs: RunStore, readBlob: BlobStore['read'], archive: Archive): Readers {
  /** Whether the store has the run: some answers do not tell. */
  const isLive = async (runId: string) => (await runs.loadSummary(runId)) !== undefined;
  const loadLarge = async (runId: string, value: LargeValue): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of readBlob(runId, value)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  /** Fields as the archive has them, if the store does not know the run. */
  const findArchived = async (runId: string, fields: readonly RunField[]) => {
    if (fields.length === 0 || (await isLive(runId))) return new Map<RunField, string>();
    return (await (await archive.find(runId))?.loadFields(fields)) ?? new Map<RunField, string>();
  };
  /** Nothing moves an archived run: a command is refused as one to any run that has ended. */
  async function apply<C extends Command>(command: C): Promise<AnswerTo<C>>;
  async function apply(command: Command): Promise<AnswerTo<Command>> {
    const answer = await runs.apply(command);
    if (answer.result !== 'refused' || !('reason' in answer) || answer.reason !== 'unknown') return answer;
    const found = await archive.find(command.runId);
    return found === undefined
      ? answer
      : { result: 'refused', reason: 'terminal', status: found.head.status };
  }
  return {
    apply,
    async loadSummary(runId) {
      const live = await runs.loadSummary(runId);
      if (live !== undefined) return live;
      const found = await archive.find(runId);
      return found && toArchivedSummary(found.head);
    },
    async loadOutcome(runId) {
      return (await runs.loadOutcome(runId)) ?? (await archive.find(runId))?.loadRecord();
    },
    async loadState(runId, units) {
      return (await runs.loadState(runId, units)) ?? (await archive.find(runId))?.loadRecord(units);
    },
    async loadRun(runId, units) {
      return (await runs.loadRun(runId, units)) ?? (await archive.find(runId))?.loadRecord(units);
    },
    async loadUnit(runId, unit) {
      const live = await runs.loadUnit(runId, unit);
      if (live !== undefined || (await isLive(runId))) return live;
      return (await (await archive.find(runId))?.loadUnits())?.get(unit);
    },
    async loadFields(runId, fields) {
      const live = await runs.loadFields(runId, fields);
      if (live.size > 0) return live;
      return resolveLarge(runId, await findArchived(runId, fields), (value) => loadLarge(runId, value));
    },
    async measureFields(runId, fields) {
      const live = await runs.measureFields(runId, fields);
      if (live.size > 0) return live;
      const found = await findArchived(runId, fields);
      const bytesOf = (text: string) => readLargeText(text)?.bytes ?? Buffer.byteLength(text);
      return new Map([...found].map(([field, text]) => [field, bytesOf(text)]));
    },
    async findLarge(runId, fields) {
      const live = await runs.findLarge(runId, fields);
      if (live.size > 0) return live;
      const found = [...(await findArchived(runId, fields))];
      return new Map(
        found.flatMap(([field, text]) => {
          const large = readLargeText(text);
          return large === undefined ? [] : [[field, large] as const];
        }),
      );
    },
    loadLarge,
    async loadLogPage(runId, after, limit, maxBytes) {
      const live = await runs.loadLogPage(runId, after, limit, maxBytes);
      return live ?? (await archive.find(runId))?.loadLogPage(after, limit, maxBytes);
    },
    async loadItems(runId, step, from, limit) {
      const live = await runs.loadItems(runId, step, from, limit);
      if (live.length > 0 || limit === 0 || (await isLive(runId))) return live;
      return (await archive.find(runId))?.loadItems(step, from, limit) ?? live;
    },
    async loadItemValue(runId, step, item) {
      const live = await runs.loadItemValue(runId, step, item);
      if (live !== undefined || (await isLive(runId))) return live;
      return (await archive.find(runId))?.loadItemValue(step, item);
    },
    async listRuns(query) {
      const live = await runs.listRuns(query);
      // The archive does not know why its runs failed without reading each of them.
      if (isOfOpenRuns(query) || query.code !== undefined) return live;
      // What is older than a full page is for the next one.
      const last = live.next && live.runs[query.limit - 1];
      const from = last && { from: Math.max(query.from ?? 0, last.createdAt) };
      const archived = await archive.listRuns({ ...query, ...from });
      const until = earlier(last ?? live.next, archived.next);
      const { unread } = archived;
      const page = mergePages(live.runs, archived.runs, query.limit, until);
      return unread === undefined ? page : { ...page, unread };
    },
  };
}

/** No archived run is open, so these lists do not depend on the archive. */
const isOfOpenRuns = ({ statuses }: RunQuery): boolean =>
  statuses.length > 0 && !statuses.some((status) => isTerminal(status));

/**
 * Merges the runs of two pages. `until`: the place up to which both have looked. A run that is in both is shown as the
 * store has it.
 */
function mergePages(
  live: readonly RunSummary[],
  archived: readonly RunSummary[],
  limit: number,
  until: RunPosition | undefined,
): RunPage {
  const known = new Set(live.map(({ runId }) => runId));
  const runs = [...live, ...archived.filter(({ runId }) => !known.has(runId))].sort(comparePositions);
  const sure = until === undefined ? runs : runs.filter((run) => comparePositions(run, until) <= 0);
  return toRunPage(sure, limit, until && { createdAt: until.createdAt, runId: until.runId });
}

function earlier(a: RunPosition | undefined, b: RunPosition | undefined): RunPosition | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return comparePositions(a, b) <= 0 ? a : b;
}
