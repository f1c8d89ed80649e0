import type { FailureView, StepDetailView } from '@ag06/client';
import { useEffect } from 'preact/hooks';
import { client } from '../../client.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { formatNoun } from '../../parts/format.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { actionsOf } from '../actions/actions-of.ts';
import { ForkButton } from '../actions/fork-button.tsx';
import { RetryButton } from '../actions/retry-button.tsx';
import { tellPlace } from '../log/tell-event.ts';
import type { VerdictProps } from './verdict-props.ts';

/** Why a run did not complete: the error, where it was thrown, what the step was given, and how to try again. */
export function Failure({ run, error, onStep, lastSeq }: VerdictProps & { readonly error: FailureView }) {
  const { status, finishedAt } = run;
  const { step, code, message, cause, runId: child } = error;
  return (
    <section class="verdict bad" aria-label="Why it did not complete">
      <h2>
        {VERBS.get(status) ?? status}
        {step !== undefined && ` in ${tellPlace(error)}`}: <code>{code}</code>
      </h2>
      <p class="message">{message}</p>
      {cause !== undefined && (
        <p class="message">
          Its child: <code>{cause.code}</code> {cause.message}
        </p>
      )}
      <p class="mend">
        {actionsOf(run).includes('retry') && <RetryButton run={run} />}
        {step !== undefined && status !== 'cancelled' && <ForkButton run={run} from={step} />}
        {child !== undefined && <a href={`/runs/${child}`}>Show the child {child}</a>}
        {step !== undefined && (
          <button type="button" onClick={() => onStep(step)}>
            Show the step {step}
          </button>
        )}
        {finishedAt !== undefined && (
          <span class="faint">
            ended <When at={finishedAt} />
          </span>
        )}
      </p>
      {step !== undefined && <FailedStep runId={run.runId} error={error} step={step} lastSeq={lastSeq} />}
    </section>
  );
}

const VERBS = new Map([
  ['failed', 'Failed'],
  ['timed_out', 'Timed out'],
  ['cancelled', 'Cancelled'],
]);

function FailedStep({
  runId,
  error,
  step,
  lastSeq,
}: {
  readonly runId: string;
  readonly error: FailureView;
  readonly step: string;
  readonly lastSeq: number;
}) {
  const { item } = error;
  const loaded = useLoad((signal) => client.step(runId, step, { item, signal }), [runId, step, item ?? null]);
  const { reload } = loaded;
  useEffect(() => {
    if (lastSeq > 0) reload();
  }, [lastSeq, reload]);
  if (loaded.status === 'loading') return <p class="faint">Loading the attempts …</p>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />;
  const { input, omitted, attempts } = loaded.value;
  const stack = attempts.findLast((attempt) => attempt.stack !== undefined)?.stack;
  return (
    <>
      <p class="faint">{tellAttempts(loaded.value)}</p>
      <div class="columns">
        {stack !== undefined && (
          <div>
            <h3>Stack</h3>
            <ScrollArea class="stack" label="Stack">
              {stack}
            </ScrollArea>
          </div>
        )}
        {input !== undefined && (
          <div>
            <h3>Input of {tellPlace(error)}</h3>
            <JsonView value={input} isOpen />
          </div>
        )}
        {omitted?.input !== undefined && <p class="faint">The input is not shown: {omitted.input}</p>}
      </div>
    </>
  );
}

function tellAttempts({ agent, attempts, attemptsCut }: StepDetailView): string {
  const workers = [...new Set(attempts.flatMap(({ worker }) => worker ?? []))];
  const of = agent === undefined ? '' : ` of ${agent}`;
  const on = workers.length === 0 ? '' : ` on ${workers.slice(0, 5).join(', ')}`;
  return `${attemptsCut ? 'At least ' : ''}${formatNoun(attempts.length, 'attempt')}${of}${on}.`;
}
