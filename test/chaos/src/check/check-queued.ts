import type { History, Redrive, Violation } from '../history.ts';

/** Why a good signal may be set aside: its run is over, or not there yet. */
const REASONS: readonly string[] = ['RUN_ENDED', 'RUN_UNKNOWN', 'SIGNAL_UNKNOWN'];

/**
 * QUEUE: a signal that is put on the queue reaches its run or is set aside; one that was redriven is set aside no more, and its
 * run has it. That a run takes it once is checked with the other signals.
 */
export function checkQueued(history: History): Violation[] {
  return [
    ...checkTaken(history),
    ...checkLetters(history),
    ...history.redrives.flatMap((one) => checkRedrive(history, one)),
  ];
}

function checkTaken({ signals, runs, leftovers }: History): Violation[] {
  const received = new Set(
    runs.flatMap(({ events }) =>
      events.flatMap(({ type, key }) => (type === 'signal.received' && key !== undefined ? [key] : [])),
    ),
  );
  const aside = new Set(leftovers.signalLetters.map(({ key }) => key));
  const queued = new Map(
    signals.flatMap((signal) =>
      signal.isQueued && signal.end === 'acknowledged' ? [[signal.key, signal]] : [],
    ),
  );
  return [...queued.values()].flatMap(({ key, runId }) =>
    received.has(key) || aside.has(key)
      ? []
      : [
          {
            invariant: 'QUEUE',
            runId,
            what: `the signal ${key} was put on the queue, and is nowhere`,
            isLoss: true,
          },
        ],
  );
}

function checkLetters({ signals, leftovers }: History): Violation[] {
  const sent = new Map(
    signals.filter(({ isQueued }) => isQueued).map((signal) => [signal.key, signal.runId]),
  );
  return leftovers.signalLetters.flatMap(({ reason, key }) => {
    const runId = sent.get(key);
    if (runId === undefined)
      return [{ invariant: 'QUEUE', what: `the signal ${key} was set aside, which nobody sent` }];
    return REASONS.includes(reason)
      ? []
      : [{ invariant: 'QUEUE', runId, what: `the signal ${key} was set aside: ${reason}`, isLoss: true }];
  });
}

function checkRedrive({ runs, leftovers }: History, { letter, runId, key, ends }: Redrive): Violation[] {
  const about = { invariant: 'QUEUE', runId };
  const isDone = ends.includes('acknowledged');
  const isThere = leftovers.signalLetters.some(({ id }) => id === letter);
  const has = runs
    .find((run) => run.runId === runId)
    ?.events.some((event) => event.type === 'signal.received' && event.key === key);
  return [
    ...(isDone && isThere
      ? [{ ...about, what: `the letter ${letter} was redriven, and is still there`, isLoss: true }]
      : []),
    ...(isDone && !has
      ? [
          {
            ...about,
            what: `the letter ${letter} was redriven, and its run has not got ${key}`,
            isLoss: true,
          },
        ]
      : []),
    // One request was the first, unless nobody was told.
    ...(!isDone && !ends.includes('unknown')
      ? [{ ...about, what: `the letter ${letter} was there, and nobody could redrive it`, isLoss: true }]
      : []),
  ];
}
