import { ownValue, type TuningListView, type TuningView } from '@ag06/contracts';
import {
  LEADER_NAME,
  LeaderRecord,
  parseTuningDocument,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_SWITCH,
  type TuningDocument,
  type TuningSwitch,
} from '@ag06/contracts/tuning';
import type { SharedDocument, Store, WorkerRecord } from '@ag06/store';
import { loadReport, toFiguresAge } from './list-agents.ts';
import { loadFleetFreeze } from './tuning/freeze-fleet.ts';
import { WORKER_SEEN_WITHIN_MS } from './worker-seen.ts';

/** Lists all published settings, which workers have applied them, and which optimizer leads. */
export async function showTuning(store: Pick<Store, 'fleet' | 'shared' | 'runs'>): Promise<TuningListView> {
  const [documents, workers, leader, report, now, frozen] = await Promise.all([
    store.shared.list('tuning'),
    store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    store.shared.load('leader', LEADER_NAME),
    loadReport(store),
    store.runs.now(),
    loadFleetFreeze(store),
  ]);
  const items: TuningListView['items'] = [];
  const invalid: TuningListView['invalid'] = [];
  let switched: TuningSwitch | undefined;
  for (const { name, version, text } of documents) {
    if (name === TUNING_PULSE) continue;
    const parsed = name === TUNING_SWITCH ? parseTuningSwitch(text) : parseTuningDocument(text, version);
    if (!parsed.ok) invalid.push({ agent: name, version, problem: parsed.problem });
    else if ('isStatic' in parsed.value) switched = parsed.value;
    else items.push(toTuningView(name, parsed.value, workers));
  }
  return {
    leader: toLeaderView(leader),
    figures: toFiguresAge(report, now),
    isStatic: switched?.isStatic ?? false,
    switched: switched === undefined ? null : toSwitchView(switched),
    frozen: frozen === null ? null : { ...frozen, at: new Date(frozen.at).toISOString() },
    items,
    invalid,
  };
}

export function toTuningView(
  agent: string,
  document: TuningDocument,
  workers: readonly WorkerRecord[],
): TuningView {
  const serving = workers.filter(({ agents }) => agents.includes(agent));
  return {
    agent,
    ...document,
    publishedAt: new Date(document.publishedAt).toISOString(),
    workers: serving.map(({ id, configVersion }) => ({
      id,
      configVersion: ownValue(configVersion, agent) ?? 0,
    })),
  };
}

export const toSwitchView = ({ at, ...rest }: TuningSwitch) => ({ ...rest, at: new Date(at).toISOString() });

function toLeaderView(found: SharedDocument | undefined): TuningListView['leader'] {
  if (found === undefined) return null;
  const parsed = parseJson(found.text);
  if (parsed === undefined) return null;
  const { leader, since } = parsed;
  return { leader, fence: found.version, since: new Date(since).toISOString() };
}

function parseJson(text: string): LeaderRecord | undefined {
  try {
    return LeaderRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
