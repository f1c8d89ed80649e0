import { type AgentListView, type AgentShownView, ownValue } from '@ag06/contracts';
import {
  type AgentFigures,
  FIGURES_REPORT,
  FIGURES_STALE_MS,
  type FiguresReport,
  parseFiguresReport,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { countServing } from '../readings/count-serving.ts';
import { unknownAgent } from './require-agent.ts';
import { WORKER_SEEN_WITHIN_MS } from './worker-seen.ts';

/** Lists every agent ever served, with the figures of the leading optimizer. Any dispatcher answers the same. */
export async function listAgents(store: Pick<Store, 'fleet' | 'shared' | 'runs'>): Promise<AgentListView> {
  const [names, workers, published, report, now] = await Promise.all([
    store.fleet.listAgents(),
    store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    store.shared.list('tuning'),
    loadReport(store),
    store.runs.now(),
  ]);
  const all = new Set([...names, ...Object.keys(report?.agents ?? {})]);
  const versions = new Map(published.map(({ name, version }) => [name, version]));
  const serving = countServing(workers);
  const items = [...all].sort().map((name) => ({
    name,
    workers: serving.get(name) ?? 0,
    configVersion: versions.get(name) ?? null,
    figures: toFiguresView(ownValue(report?.agents, name)),
  }));
  return { figures: toFiguresAge(report, now), items };
}

/** Shows one of them. Throws `Refusal` AGENT_UNKNOWN. */
export async function showAgent(
  store: Pick<Store, 'fleet' | 'shared' | 'runs'>,
  name: string,
): Promise<AgentShownView> {
  const { figures: told, items } = await listAgents(store);
  const found = items.find((agent) => agent.name === name);
  if (found === undefined) throw unknownAgent(name, new Set(items.map((agent) => agent.name)));
  return { ...found, told };
}

export async function loadReport({ shared }: Pick<Store, 'shared'>): Promise<FiguresReport | undefined> {
  const found = await shared.load('figures', FIGURES_REPORT);
  return found === undefined ? undefined : parseFiguresReport(found.text);
}

export function toFiguresAge(report: FiguresReport | undefined, now: number): AgentListView['figures'] {
  if (report === undefined) return null;
  const { at, leader, fence, dropped, unreadable } = report;
  const ageMs = Math.max(0, Math.round(now - at));
  const isStale = ageMs >= FIGURES_STALE_MS;
  return { at: new Date(at).toISOString(), ageMs, isStale, leader, fence, dropped, unreadable };
}

function toFiguresView(figures: AgentFigures | undefined) {
  if (figures === undefined) return null;
  const { lastAttemptAt } = figures;
  return {
    ...figures,
    lastAttemptAt: lastAttemptAt === null ? null : new Date(lastAttemptAt).toISOString(),
  };
}
