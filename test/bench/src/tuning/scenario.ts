import type { ServiceModel } from './service-model.ts';
import type { Worth } from './worth.ts';

export const SCENARIOS = ['knee', 'limit', 'outage', 'stragglers', 'flat'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** A service, what is asked of it, and what the answers are worth. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly says: string;
  /** How long it is played, seconds. */
  readonly seconds: number;
  /** The least net value with the optimizer, beside that without. */
  readonly bar: number;
  readonly service: ServiceModel;
  /** Steps a second; `backlog`: there is always work. */
  readonly demand: number | 'backlog';
  /** Of the sizes of inputs. */
  readonly shares: readonly number[];
  /** By size. */
  readonly worth: readonly Worth[];
  readonly attemptCost: number;
}
