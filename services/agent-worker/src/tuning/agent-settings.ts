import type { BreakerSettings, TuningSettings } from '@ag06/contracts';
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
}

type Published = Pick<InForce, 'version' | 'settings'> & Partial<Pick<InForce, 'isCanary'>>;

const STATIC: InForce = { version: 0, settings: {}, isCanary: false, retry: undefined, breaker: undefined };

/** The settings of each agent in force in this worker. */
export class AgentSettings {
  readonly #byAgent = new Map<string, InForce>();

  of(agent: string): InForce {
    return this.#byAgent.get(agent) ?? STATIC;
  }

  set(agent: string, { version, settings, isCanary = false }: Published): void {
    const [retry, breaker] = [toTunedRetry(settings), toTunedBreaker(settings)];
    this.#byAgent.set(agent, { version, settings, isCanary, retry, breaker });
  }

  /** By agent, for reports about this worker. */
  versions(): Record<string, number> {
    return Object.fromEntries([...this.#byAgent].map(([agent, { version }]) => [agent, version]));
  }
}
