import { type BreakerView, DEPENDENCY_PATTERN, Refusal, toBlockReason, toRfc3339 } from '@ag06/contracts';
import {
  type BreakerDocument,
  type OperatorChange,
  parseBreakerDocument,
  setBreaker,
  standingOf,
  stateAt,
} from '@ag06/resilience';
import type { Store } from '@ag06/store';

/** Lists the breakers of the fleet by name. */
export async function listBreakers(store: Pick<Store, 'runs' | 'shared'>): Promise<BreakerView[]> {
  const [documents, blocked, now] = await Promise.all([
    store.shared.list('breaker'),
    store.runs.countBlocked(),
    store.runs.now(),
  ]);
  return documents.flatMap(({ name, text }) => {
    const document = parseBreakerDocument(text);
    return document === undefined ? [] : toView(name, document, blocked.get(toBlockReason(name)) ?? 0, now);
  });
}

/** Shows one of them. Throws `Refusal` BREAKER_UNKNOWN. */
export async function showBreaker(
  store: Pick<Store, 'runs' | 'shared'>,
  dependency: string,
): Promise<BreakerView> {
  const found = (await listBreakers(store)).find((breaker) => breaker.dependency === dependency);
  if (found === undefined) throw unknownBreaker();
  return found;
}

const unknownBreaker = (): Refusal =>
  new Refusal(
    404,
    'BREAKER_UNKNOWN',
    'No call of that dependency was ever made. GET /v1/breakers lists those that are known.',
  );

/**
 * Opens or closes a breaker by hand, or turns it off. Returns the breaker.
 *
 * Throws `Refusal` BREAKER_UNKNOWN.
 */
export async function moveBreaker(
  store: Pick<Store, 'runs' | 'shared'>,
  dependency: string,
  to: OperatorChange['to'],
  writer: string,
): Promise<BreakerView> {
  const [now, counts] = await Promise.all([store.runs.now(), store.runs.countBlocked()]);
  const document = DEPENDENCY_PATTERN.test(dependency)
    ? await setBreaker(store.shared, { dependency, to, writer, now })
    : undefined;
  if (document === undefined) throw unknownBreaker();
  return toView(dependency, document, counts.get(toBlockReason(dependency)) ?? 0, now);
}

function toView(
  dependency: string,
  document: BreakerDocument,
  blockedSteps: number,
  now: number,
): BreakerView {
  const { settings, totals, transitions, permits, lastError } = document;
  const standing = standingOf(document, now);
  const state = stateAt(document, now);
  return {
    dependency,
    state: state.is,
    since: toRfc3339(state.since),
    ...(standing.is === 'open' && { until: toRfc3339(standing.until) }),
    failures: state.failures,
    ...(lastError !== undefined && { lastError: { ...lastError, at: toRfc3339(lastError.at) } }),
    permits: {
      out: permits.filter(({ until }) => until > now).length,
      ...(standing.is !== 'healthy' && { free: standing.is === 'limited' ? standing.free : 0 }),
    },
    blockedSteps,
    totals,
    settings,
    transitions: transitions.map((transition) => ({ ...transition, at: toRfc3339(transition.at) })),
  };
}
