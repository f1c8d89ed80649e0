import type { BreakerSettings } from '@ag06/contracts';
import { type Arm, assignRun, type Sample, type TuningSettings, toArmSettings } from '@ag06/contracts/tuning';
import type { RetryPolicy } from '@ag06/engine';
import { toTunedBreaker } from '../guard/to-tuned-breaker.ts';
import { toTunedRetry } from './to-tuned-retry.ts';

/** The published settings of one agent, as this worker applies them. */
export interface InForce {
  /** The version of their document; 0 if there is none, or all settings are static. */
  readonly version: number;
  readonly settings: TuningSettings;
  /** Whether they are those of the document's canary. */
  readonly isCanary: boolean;
  /** The policy of steps that say nothing about retries; undefined: the default. */
  readonly retry: RetryPolicy | undefined;
  /** The breaker of an agent that says nothing about it; null: none; undefined: as without settings. */
  readonly breaker: BreakerSettings | null | undefined;
  /** The experiment and the arm that they belong to; undefined: none. */
  readonly trial: Sample['trial'] | undefined;
}

type Published = Pick<InForce, 'version' | 'settings'> & Partial<Pick<InForce, 'isCanary'>>;

/** An experiment on an agent, as this worker takes part in it. */
export interface Trial {
  readonly experiment: string;
  /** What each arm has instead of what is published. */
  readonly arms: Readonly<Record<Arm, TuningSettings>>;
  /** The arm that all runs have now; undefined: each run has its own. */
  readonly arm: Arm | undefined;
}

interface OfAgent {
  readonly published: InForce;
  readonly trial: Trial | undefined;
  readonly arms: Readonly<Record<Arm, InForce>> | undefined;
}

const STATIC: OfAgent = {
  published: toInForce({ version: 0, settings: {} }, undefined),
  trial: undefined,
  arms: undefined,
};

/** The settings of each agent in force in this worker. */
export class AgentSettings {
  readonly #byAgent = new Map<string, OfAgent>();

  /** Of all runs together: what is published, or the arm of a switchback. */
  of(agent: string): InForce {
    const { published, trial, arms } = this.#of(agent);
    return (trial?.arm && arms?.[trial.arm]) ?? published;
  }

  /** Of the attempts of one run. */
  ofRun(agent: string, runId: string): InForce {
    const { trial, arms } = this.#of(agent);
    if (trial === undefined || trial.arm !== undefined) return this.of(agent);
    return arms?.[assignRun(trial.experiment, runId)] ?? this.of(agent);
  }

  /** Without experiments. */
  published(agent: string): InForce {
    return this.#of(agent).published;
  }

  trialOf(agent: string): Trial | undefined {
    return this.#of(agent).trial;
  }

  set(agent: string, published: Published): void {
    this.#put(agent, toInForce(published, undefined), this.trialOf(agent));
  }

  /** Begins an experiment, or another block of it; undefined: there is none. */
  try(agent: string, trial: Trial | undefined): void {
    this.#put(agent, this.published(agent), trial);
  }

  /** By agent, for reports about this worker. */
  versions(): Record<string, number> {
    return Object.fromEntries([...this.#byAgent].map(([agent, { published }]) => [agent, published.version]));
  }

  #of(agent: string): OfAgent {
    return this.#byAgent.get(agent) ?? STATIC;
  }

  #put(agent: string, published: InForce, trial: Trial | undefined): void {
    const toArm = (arm: Arm, { experiment, arms }: Trial): InForce =>
      toInForce(
        { ...published, settings: toArmSettings(published.settings, arms[arm]) },
        { experiment, arm },
      );
    const arms = trial && { a: toArm('a', trial), b: toArm('b', trial) };
    this.#byAgent.set(agent, { published, trial, arms });
  }
}

function toInForce({ version, settings, isCanary = false }: Published, trial: InForce['trial']): InForce {
  const [retry, breaker] = [toTunedRetry(settings), toTunedBreaker(settings)];
  return { version, settings, isCanary, retry, breaker, trial };
}
