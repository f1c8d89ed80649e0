import type { Client } from '@ag06/client';
import { until } from '@ag06/test-support';

type Component = Awaited<ReturnType<Client['health']>>['components'][number];

/** Longer than any window over which a dispatcher remembers something. */
const PATIENCE_MS = 90_000;

/** What the fleet says of a part of it. Throws if it says nothing. */
export async function componentOf(client: Client, name: string): Promise<Component> {
  const { components } = await client.health();
  const found = components.find(({ component }) => component === name);
  if (found === undefined) throw new Error(`Nothing is said of ${name}.`);
  return found;
}

/** Until a part is less than well, and says why. */
export async function untilSick(client: Client, name: string): Promise<void> {
  const isSick = async () => {
    const { score, reasons } = await componentOf(client, name);
    return score < 100 && reasons.length > 0;
  };
  await until(isSick, { timeoutMs: PATIENCE_MS, everyMs: 100, message: `${name} to be less than well` });
}

/** Until nothing keeps these parts from a score of 100. */
export async function untilWell(client: Client, ...names: readonly string[]): Promise<void> {
  const areWell = async () => {
    const { components } = await client.health();
    const sick = components.filter(({ component, score }) => names.includes(component) && score < 100);
    if (sick.length > 0) throw new Error(JSON.stringify(sick));
    return true;
  };
  await until(areWell, { timeoutMs: PATIENCE_MS, everyMs: 100, message: `${names.join(', ')} to be well` });
}
