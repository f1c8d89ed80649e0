import type { RunStateView, StepDetailView } from '@ag06/client';
import { useMemo } from 'preact/hooks';
import { lookOf, wordOf } from '../graph/status-glyphs.ts';
import { tellProgress, tellWait } from '../graph/tell-step.ts';
import type { RunLog } from '../log/run-log.ts';
import { AttemptTable } from './attempt-table.tsx';
import { Part } from './part.tsx';
import { toPastStep } from './past-step.ts';

/** A step as it was after an event of the log: its status, its attempts, and what of its data was known by then. */
export function PastDetail({
  now,
  then,
  log,
}: {
  readonly now: StepDetailView;
  readonly then: RunStateView;
  readonly log: RunLog;
}) {
  const state = new Map(Object.entries(then.steps)).get(now.step);
  const { seq } = then;
  const past = useMemo(
    () =>
      state &&
      toPastStep({
        step: now.step,
        state,
        events: log.events.map(({ event }) => event),
        isCut: log.isCut,
        at: seq,
        now,
      }),
    [now, state, log, seq],
  );
  if (past === undefined || state === undefined) return <p class="faint">The run had no such step then.</p>;
  const { sign, tone } = lookOf(state.status);
  const facts = [tellProgress(state), tellWait(state)].filter(Boolean).join(' · ');
  const isLarge = now.large !== undefined;
  return (
    <>
      <p class="faint">As it was after event {seq}.</p>
      <p>
        <span class={`tone-${tone}`}>
          {sign} {wordOf(state.status)}
        </span>
        {facts !== '' && ` · ${facts}`}
      </p>
      {past.hasBegun ? (
        <Part name="Input" value={now.input} why={now.omitted?.input} />
      ) : (
        <p class="faint">It had no input yet.</p>
      )}
      {past.output === 'as now' && !isLarge && (
        <Part name="Output" value={now.output} why={now.omitted?.output} />
      )}
      {past.output === 'as now' && isLarge && <p class="faint">Its output is that of now, and large.</p>}
      {past.output === 'not kept' && (
        <p class="faint">It had an output. It was executed again since, and only the last output is kept.</p>
      )}
      {past.attempts.length > 0 && (
        <>
          <h4>Attempts by then</h4>
          <AttemptTable step={now.step} attempts={past.attempts} />
        </>
      )}
    </>
  );
}
