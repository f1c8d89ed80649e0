import type { TuningDecision } from '@ag06/contracts/tuning';
import type { TunedAgent } from './tuned-agent.ts';

/** Is told what the leader does, for its metrics. */
export interface TuningWatcher {
  decided(agent: string, decision: TuningDecision): void;
  /** After each step, of all agents. */
  observe(agents: Iterable<TunedAgent>, now: number): void;
}
