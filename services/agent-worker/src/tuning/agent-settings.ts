import type { TuningSettings } from '@ag06/contracts';

interface InForce {
  /** The version of their document; 0 if there is none, or all settings are static. */
  readonly version: number;
  readonly settings: TuningSettings;
}

const STATIC: InForce = { version: 0, settings: {} };

/** The settings of each agent in force in this worker. */
export class AgentSettings {
  readonly #byAgent = new Map<string, InForce>();

  of(agent: string): InForce {
    return this.#byAgent.get(agent) ?? STATIC;
  }

  set(agent: string, inForce: InForce): void {
    this.#byAgent.set(agent, inForce);
  }

  /** By agent, for reports about this worker. */
  versions(): Record<string, number> {
    return Object.fromEntries([...this.#byAgent].map(([agent, { version }]) => [agent, version]));
  }
}
