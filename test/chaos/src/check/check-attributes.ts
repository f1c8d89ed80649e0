import type { History, RecordedRun, Violation } from '../history.ts';
import { RunInput } from '../run-input.ts';

/** By the queries of the load. */
const MATCHES: Readonly<Record<string, (input: RunInput) => boolean>> = {
  'attr.go=true': ({ go }) => go,
  'attr.ms=gt:60': ({ orders }) => (orders.a?.ms ?? 0) > 60,
  'attr.ms=lte:60': ({ orders }) => (orders.a?.ms ?? 0) <= 60,
};

/** A child that was stopped before it started is created as cancelled, of no definition: nobody knows its attributes. */
const isUnborn = ({ events }: RecordedRun): boolean =>
  !events.some(({ type }) => type === 'run.started') &&
  events.some(({ type, error }) => type === 'run.cancelled' && error?.code === 'PARENT_ENDED');

/** ATTR: a list by an attribute has each run once whose input says so, and no other. */
export function checkAttributes({ listings, runs }: History): Violation[] {
  return listings.flatMap(({ workflow, query, runIds }) => {
    const isMatch = (recorded: RecordedRun) =>
      !isUnborn(recorded) && (MATCHES[query]?.(RunInput.parse(recorded.run.input)) ?? false);
    const expected = new Set(
      runs.filter((one) => one.run.workflow === workflow && isMatch(one)).map(({ runId }) => runId),
    );
    const told = new Set(runIds);
    const about = { invariant: 'ATTR', isLoss: true };
    return [
      ...[...expected]
        .filter((runId) => !told.has(runId))
        .map((runId) => ({ ...about, runId, what: `not in ${query}` })),
      ...[...told]
        .filter((runId) => !expected.has(runId))
        .map((runId) => ({ ...about, runId, what: `in ${query}` })),
      ...(told.size < runIds.length ? [{ invariant: 'ATTR', what: `${query} lists a run twice` }] : []),
    ];
  });
}
