import type { LoggedEvent } from '../api.ts';
import type { History, RecordedRun, SentAnswer, SentSignal, Violation } from '../history.ts';
import { stepOfUnit } from '../workflows.ts';
import { isSameJson } from './same-json.ts';

type Found = Pick<Violation, 'what' | 'isLoss'>;

/** SIGNAL: a signal is kept once and consumed once, in the order in which they came, and is what its step returns. */
export function checkSignals({ runs, signals, answers }: History): Violation[] {
  const sentTo = Map.groupBy([...signals, ...answers.map(toSignal)], ({ runId }) => runId);
  return runs.flatMap((run) =>
    checkRun(run, sentTo.get(run.runId) ?? []).map((found) => ({
      invariant: 'SIGNAL',
      runId: run.runId,
      ...found,
    })),
  );
}

/** An answer is a signal of the name that its step waits for. */
const toSignal = ({ runId, name, key, choice, end, from, to }: SentAnswer): SentSignal => ({
  runId,
  name,
  key,
  end,
  from,
  to,
  payload: { choice },
});

function checkRun({ events, run }: RecordedRun, sent: readonly SentSignal[]): Found[] {
  const received = events.filter(({ type }) => type === 'signal.received');
  return [
    ...checkReceived(received, sent),
    ...checkConsumed(events, received),
    ...checkOrder(events, received),
    ...events.flatMap((event) => checkOutput(run.workflow, event, events, sent)),
  ];
}

function checkReceived(received: readonly LoggedEvent[], sent: readonly SentSignal[]): Found[] {
  const keys = received.map(({ key }) => key);
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  const strange = received.filter(
    ({ key, name }) => !sent.some((one) => one.key === key && one.name === name),
  );
  const lost = sent.filter(
    // One on the queue may be set aside: see `check-queued.ts`.
    ({ key, end, isQueued }) => end === 'acknowledged' && isQueued !== true && !keys.includes(key),
  );
  const refused = sent.filter(({ end }) => end === 'refused');
  return [
    ...twice.map((key) => ({ what: `took the signal ${key} twice` })),
    ...strange.map(({ key }) => ({ what: `took the signal ${key}, which nobody sent` })),
    ...lost.map(({ key }) => ({ what: `acknowledged the signal ${key}, and has not got it`, isLoss: true })),
    ...refused.map(({ key }) => ({ what: `refused the signal ${key}`, isLoss: true })),
  ];
}

/** A step that was cancelled gives its signal back, and the next one may have it. */
function checkConsumed(events: readonly LoggedEvent[], received: readonly LoggedEvent[]): Found[] {
  const has = new Set<string | undefined>();
  const known = new Map(received.map(({ key, seq }) => [key, seq]));
  return events.flatMap(({ type, key, seq, step }): Found[] => {
    if (type === 'signal.returned') has.delete(key);
    if (type !== 'signal.consumed') return [];
    const isTwice = has.has(key);
    has.add(key);
    if (isTwice) return [{ what: `consumed the signal ${key} twice, the second time by ${step}` }];
    return (known.get(key) ?? Number.POSITIVE_INFINITY) < seq
      ? []
      : [{ what: `consumed the signal ${key} before it came` }];
  });
}

/** Of one name, in the order in which they came, unless one was given back. */
function checkOrder(events: readonly LoggedEvent[], received: readonly LoggedEvent[]): Found[] {
  if (events.some(({ type }) => type === 'signal.returned')) return [];
  const consumed = Map.groupBy(
    events.filter(({ type }) => type === 'signal.consumed'),
    ({ name }) => name,
  );
  return [...consumed].flatMap(([name, taken]) => {
    const came = received.filter((one) => one.name === name).map(({ key }) => key);
    const isInOrder = taken.every(({ key }, i) => came[i] === key);
    return isInOrder ? [] : [{ what: `consumed the signals of ${name} out of order` }];
  });
}

function checkOutput(
  workflow: string,
  event: LoggedEvent,
  events: readonly LoggedEvent[],
  sent: readonly SentSignal[],
): Found[] {
  const { type, step = '', seq, output } = event;
  if (type !== 'step.completed' || stepOfUnit(workflow, step)?.waits?.for !== 'signal') return [];
  const own = events.findLast((one) => one.type === 'signal.consumed' && one.step === step && one.seq < seq);
  const signal = sent.find(({ key }) => key === own?.key);
  if (own === undefined) return [{ what: `${step} completed without a signal` }];
  if (signal === undefined || isSameJson(signal.payload, output)) return [];
  return [{ what: `${step} completed with another payload than ${own.key} has` }];
}
