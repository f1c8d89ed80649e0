import {
  type AgentTuningView,
  NO_POLICY,
  parseTuningDocument,
  parseTuningPolicy,
  parseTuningState,
  SETTING_NAMES,
  type TuningDecision,
  type TuningDecisionView,
  type TuningHistoryView,
  type TuningPolicy,
  type TuningPolicyView,
  type TuningState,
  type TuningStateView,
  toTuningStream,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { requireAgent } from '../require-agent.ts';
import { toTuningView } from '../show-tuning.ts';
import { WORKER_SEEN_WITHIN_MS } from '../worker-seen.ts';
import { readChanges } from './tuning-stream.ts';

/** Tells everything about the tuning of one agent. @throws Refusal AGENT_UNKNOWN */
export async function showAgentTuning(
  store: Pick<Store, 'fleet' | 'shared'>,
  agent: string,
): Promise<AgentTuningView> {
  await requireAgent(store.fleet, agent);
  const [workers, document, policy, state] = await Promise.all([
    store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    store.shared.load('tuning', agent),
    store.shared.load('tuning-policy', agent),
    loadTuningState(store, agent),
  ]);
  const parsed = document && parseTuningDocument(document.text, document.version);
  const last = state?.decisions.at(-1);
  return {
    agent,
    published: parsed?.ok === true ? toTuningView(agent, parsed.value, workers) : null,
    policy: toPolicyView((policy && parseTuningPolicy(policy.text)) ?? NO_POLICY),
    state: state === undefined ? null : toStateView(state),
    last: last === undefined ? null : toDecisionView(last),
  };
}

/** Tells the last decisions about one agent, and what people have changed, the newest first. @throws Refusal AGENT_UNKNOWN */
export async function showTuningHistory(
  store: Pick<Store, 'fleet' | 'shared' | 'events'>,
  agent: string,
): Promise<TuningHistoryView> {
  await requireAgent(store.fleet, agent);
  const [state, changes] = await Promise.all([loadTuningState(store, agent), readChanges(store, agent)]);
  return {
    items: (state?.decisions ?? []).map(toDecisionView).reverse(),
    changes,
    stream: toTuningStream(agent) ?? null,
  };
}

export async function loadTuningState(
  { shared }: Pick<Store, 'shared'>,
  agent: string,
): Promise<TuningState | undefined> {
  const found = await shared.load('tuning-state', agent);
  return found === undefined ? undefined : parseTuningState(found.text);
}

const toTime = (ms: number): string => new Date(ms).toISOString();

const toDecisionView = (decision: TuningDecision): TuningDecisionView => ({
  ...decision,
  at: toTime(decision.at),
});

function toStateView({ decisions: _, at, fence: _fence, stage, ...state }: TuningState): TuningStateView {
  const shown = stage === undefined ? null : { ...stage, since: toTime(stage.since) };
  return { ...state, at: toTime(at), stage: shown };
}

export function toPolicyView({ mode, objective, bounds, locks, frozen }: TuningPolicy): TuningPolicyView {
  return {
    mode: mode ?? null,
    objective: objective ?? null,
    bounds: bounds ?? null,
    locks: SETTING_NAMES.flatMap((setting) => {
      const lock = locks[setting];
      if (lock === undefined) return [];
      const { at, by, reason, until } = lock;
      return [{ setting, at: toTime(at), by, reason, until: until === undefined ? null : toTime(until) }];
    }),
    frozen: frozen === undefined ? null : { ...frozen, at: toTime(frozen.at) },
  };
}
