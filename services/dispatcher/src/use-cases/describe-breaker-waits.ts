import { toRfc3339, type WaitsFor } from '@ag06/contracts';
import { parseBreakerDocument, stateAt } from '@ag06/resilience';
import type { Store } from '@ag06/store';

type WaitOfBreaker = Extract<WaitsFor, { reason: 'breaker' }>;

/** Returns the waits; each wait for a breaker also has the end of its open time and its latest failure. */
export async function describeBreakerWaits(
  { shared }: Pick<Store, 'shared'>,
  waits: ReadonlyMap<string, WaitsFor>,
  now: number,
): Promise<ReadonlyMap<string, WaitsFor>> {
  const ofBreakers = [...waits.values()].filter((wait) => wait.reason === 'breaker');
  const dependencies = [...new Set(ofBreakers.map(({ dependency }) => dependency))];
  const told = new Map(
    await Promise.all(
      dependencies.map(
        async (dependency) => [dependency, await describeWait(shared, dependency, now)] as const,
      ),
    ),
  );
  return new Map(
    [...waits].map(([step, wait]) => [
      step,
      wait.reason === 'breaker' ? (told.get(wait.dependency) ?? wait) : wait,
    ]),
  );
}

async function describeWait(
  shared: Store['shared'],
  dependency: string,
  now: number,
): Promise<WaitOfBreaker> {
  const found = await shared.load('breaker', dependency);
  const document = found && parseBreakerDocument(found.text);
  if (document === undefined) return { reason: 'breaker', dependency };
  const state = stateAt(document, now);
  const { lastError } = document;
  return {
    reason: 'breaker',
    dependency,
    ...(state.is === 'open' && { until: toRfc3339(state.until) }),
    ...(lastError !== undefined && { lastError: { ...lastError, at: toRfc3339(lastError.at) } }),
  };
}
