import { ToldAnswer } from '../api.ts';
import type { History, RecordedRun, SentAnswer, Violation } from '../history.ts';
import { stepOfUnit } from '../workflows.ts';
import { byUnit } from './log-reading.ts';

type Found = Pick<Violation, 'what' | 'isLoss'>;

/** APPROVAL: what a step asks is answered once, by an answer that was sent to it, and every other one is refused. */
export function checkApprovals({ runs, answers }: History): Violation[] {
  const sentTo = Map.groupBy(answers, ({ runId }) => runId);
  return runs.flatMap((run) =>
    checkRun(run, sentTo.get(run.runId) ?? []).map((found) => ({
      invariant: 'APPROVAL',
      runId: run.runId,
      ...found,
    })),
  );
}

function checkRun(run: RecordedRun, answers: readonly SentAnswer[]): Found[] {
  const ofStep = Map.groupBy(answers, ({ step }) => step);
  const asked = byUnit(run.events).filter(
    ([unit]) => stepOfUnit(run.run.workflow, unit)?.waits?.for === 'approval',
  );
  return asked.flatMap(([step]) => checkStep(run, step, ofStep.get(step) ?? []));
}

function checkStep({ events }: RecordedRun, step: string, answers: readonly SentAnswer[]): Found[] {
  const taken = answers.filter(({ end }) => end === 'acknowledged');
  const keys = [...new Set(taken.map(({ key }) => key))];
  const consumed = events.filter((event) => event.type === 'signal.consumed' && event.step === step);
  const refused = answers.filter(({ end }) => end === 'too late').map(({ key }) => key);
  const own = events.filter((event) => event.step === step);
  const completed = own.find(({ type }) => type === 'step.completed');
  const timedOut = own.find(({ type }) => type === 'step.timed_out');
  return [
    ...(keys.length > 1 ? [{ what: `${step} took ${keys.length} answers: ${keys.join(', ')}` }] : []),
    ...(consumed.length > 1 ? [{ what: `${step} was answered ${consumed.length} times` }] : []),
    ...consumed
      .filter(({ key }) => !answers.some((answer) => answer.key === key))
      .map(({ key }) => ({ what: `${step} took the answer ${key}, which nobody sent to it` })),
    ...consumed
      .filter(({ key }) => key !== undefined && refused.includes(key) && !keys.includes(key))
      .map(({ key }) => ({ what: `${step} took the answer ${key}, which was refused` })),
    ...keys
      .filter((key) => !consumed.some((event) => event.key === key))
      .map((key) => ({ what: `${step} acknowledged the answer ${key}, and did not take it`, isLoss: true })),
    ...(timedOut !== undefined && consumed.length > 0
      ? [{ what: `${step} was answered, and timed out` }]
      : []),
    ...(completed === undefined ? [] : checkOutput(step, completed.output, consumed[0]?.key, answers)),
  ];
}

function checkOutput(
  step: string,
  output: unknown,
  key: string | undefined,
  answers: readonly SentAnswer[],
): Found[] {
  const answer = answers.find((one) => one.key === key);
  if (answer === undefined) return key === undefined ? [{ what: `${step} completed without an answer` }] : [];
  const told = ToldAnswer.safeParse(output).data;
  return told?.choice === answer.choice && told.by === answer.by
    ? []
    : [{ what: `${step} completed with another answer than ${key}` }];
}
