import type { HealthComponent, HealthView } from '@ag06/contracts';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';

type ComponentView = HealthView['components'][number];

/** Longer than any window over which something is remembered. */
const PATIENCE_MS = 90_000;
/** What a dispatcher says changes once a second or so. */
const LOOK_MS = 400;
/** Sooner than a command of the store is given up, which takes 6 s with a Redis that is silent: it was answered from memory. */
const AT_ONCE_MS = 5_000;

/** What a fleet says of its health. */
export class FleetHealth {
  readonly #url: () => string;
  slowestMs = 0;

  constructor(url: () => string) {
    this.#url = url;
  }

  /** Checks that the answer came at once, and with the status that it should have. */
  async read(): Promise<HealthView> {
    const from = performance.now();
    const response = await fetch(`${this.#url()}/health`);
    const health = (await response.json()) as HealthView;
    const ms = performance.now() - from;
    this.slowestMs = Math.max(this.slowestMs, ms);
    expect(ms).toBeLessThan(AT_ONCE_MS);
    expect(response.status).toBe(health.status === 'unhealthy' ? 503 : 200);
    return health;
  }

  async of(component: HealthComponent): Promise<ComponentView> {
    const found = (await this.read()).components.find((one) => one.component === component);
    if (found === undefined) throw new Error(`Nothing is said of ${component}.`);
    return found;
  }

  /** Resolves once the component has this reason, with its state then. */
  async untilSick(component: HealthComponent, code: string, below = 100): Promise<ComponentView> {
    let found: ComponentView | undefined;
    await until(
      async () => {
        found = await this.of(component);
        return found.reasons.some((reason) => reason.code === code) && found.score < below;
      },
      { timeoutMs: PATIENCE_MS, everyMs: LOOK_MS, message: `${component} to say ${code}` },
    );
    return found ?? this.of(component);
  }

  /** Resolves once nothing keeps these components from 100. */
  async untilWell(...components: readonly HealthComponent[]): Promise<void> {
    await until(
      async () => {
        const found = (await this.read()).components.filter(({ component }) =>
          components.includes(component),
        );
        const sick = found.filter(({ score }) => score < 100);
        if (sick.length > 0) throw new Error(JSON.stringify(sick));
        return true;
      },
      { timeoutMs: PATIENCE_MS, everyMs: LOOK_MS, message: `${components.join(', ')} to be well` },
    );
  }

  async ready(): Promise<{ status: number; codes: readonly string[] }> {
    const response = await fetch(`${this.#url()}/health/ready`);
    const { reasons } = (await response.json()) as { reasons: readonly { code: string }[] };
    return { status: response.status, codes: reasons.map(({ code }) => code) };
  }
}
