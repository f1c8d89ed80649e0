import type { RunView } from '@ag06/client';
import { useMemo } from 'preact/hooks';
import { client } from '../client.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { useLoad } from '../parts/use-load.ts';
import { Children } from './children/children.tsx';
import { RunData } from './data/run-data.tsx';
import { EventList } from './events/event-list.tsx';
import { useFocus } from './focus/use-focus.ts';
import { toGraphSteps } from './graph/definition-graph.ts';
import { StepGraph } from './graph/step-graph.tsx';
import { RunHead } from './head/run-head.tsx';
import { AttemptLogs, toAttemptLogs } from './links/attempt-logs.ts';
import { isLong, LongRun } from './long-run.ts';
import { TimeSlider } from './slider/time-slider.tsx';
import { useStateAt } from './slider/use-state-at.ts';
import { StepPanel } from './steps/step-panel.tsx';
import { StepTable } from './steps/step-table.tsx';
import { Timeline } from './timeline/timeline.tsx';
import type { WatchedRun } from './use-run.ts';
import { Verdict } from './verdict/verdict.tsx';

/** A run that is loaded: what became of it and what to do first, then its steps, its time, its events and its data. */
export function RunPage(watched: WatchedRun & { readonly run: RunView }) {
  const { run, log, lastSeq } = watched;
  const { runId, workflow, version } = run;
  const { step: chosen, at, setStep, setAt } = useFocus();
  const told = useLoad((signal) => client.fleet.links({ signal }), []);
  const links = told.status === 'ready' ? told.value : {};
  const definition = useLoad(
    (signal) => client.workflows.get(workflow, { version, signal }),
    [workflow, version],
  );
  const then = useStateAt(runId, at);
  const shown = then.state ?? run;
  const written = definition.status === 'ready' ? definition.value.definition : undefined;
  const steps = useMemo(() => toGraphSteps(written), [written]);
  const isNow = at === undefined;
  const isFailed = isNow && run.error !== undefined;
  const timeline = (
    <Timeline
      log={log}
      lastSeq={lastSeq}
      isEnded={run.finishedAt !== undefined}
      at={then.state?.seq}
      onChoose={setStep}
    />
  );
  return (
    <LongRun.Provider value={isLong(run, Date.now())}>
      <AttemptLogs.Provider value={toAttemptLogs(run, links)}>
        <RunHead run={run} links={links} />
        {isNow && <Verdict {...watched} definition={written} onStep={setStep} />}
        {isFailed && timeline}
        <section aria-label="Steps">
          <h2>Steps</h2>
          <TimeSlider log={log} lastSeq={lastSeq} at={at} onAt={setAt} />
          {then.error !== undefined && <ErrorNotice error={then.error} />}
          {definition.status === 'failed' && <ErrorNotice error={definition.error} />}
          <div class="steps">
            <div>
              {steps.length > 0 && (
                <StepGraph steps={steps} states={shown.steps} chosen={chosen} onChoose={setStep} />
              )}
              <StepTable steps={steps} states={shown.steps} chosen={chosen} onChoose={setStep} />
            </div>
            {chosen !== undefined && (
              <StepPanel
                key={chosen}
                run={run}
                lastSeq={lastSeq}
                step={chosen}
                written={steps.find(({ id }) => id === chosen)}
                log={log}
                isPast={!isNow}
                then={then.state}
                onClose={() => setStep(undefined)}
              />
            )}
          </div>
        </section>
        {!isFailed && timeline}
        <EventList runId={runId} log={log} lastSeq={lastSeq} at={at} onAt={setAt} />
        <RunData run={shown} hasOutput={!isNow || run.status !== 'completed'} />
        <Children runId={runId} isOpen={run.finishedAt === undefined} />
      </AttemptLogs.Provider>
    </LongRun.Provider>
  );
}
