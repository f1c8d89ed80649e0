import type { RunStateView, RunView, StepDetailView } from '@ag06/client';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { client } from '../../client.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { formatBytes } from '../../parts/format.ts';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { ForkButton } from '../actions/fork-button.tsx';
import type { GraphStep } from '../graph/definition-graph.ts';
import { lookOf, wordOf } from '../graph/status-glyphs.ts';
import { tellProgress, tellSkipped, tellWait } from '../graph/tell-step.ts';
import { ItemList } from '../items/item-list.tsx';
import type { RunLog } from '../log/run-log.ts';
import { AttemptTable } from './attempt-table.tsx';
import { Part } from './part.tsx';
import { PastDetail } from './past-detail.tsx';
import './step-panel.css';

/** One step, as it is or as it was: what it was given, what came of it, and each of its attempts. */
export function StepPanel({
  run,
  lastSeq,
  step,
  written,
  log,
  isPast,
  then,
  onClose,
}: {
  readonly run: RunView;
  readonly lastSeq: number;
  readonly step: string;
  /** As its definition has it; undefined until that is loaded. */
  readonly written: GraphStep | undefined;
  readonly log: RunLog;
  /** Whether the page looks back. */
  readonly isPast: boolean;
  /** The run as it was then; undefined until it is loaded. */
  readonly then: RunStateView | undefined;
  readonly onClose: () => void;
}) {
  const { runId } = run;
  const loaded = useLoad((signal) => client.step(runId, step, { signal }), [runId, step]);
  const { reload } = loaded;
  useEffect(() => {
    if (lastSeq > 0) reload();
  }, [lastSeq, reload]);
  return (
    <section class="step-panel" aria-label={`Step ${step}`}>
      <header>
        <h3>{step}</h3>
        <button type="button" onClick={onClose} aria-label={`Close the step ${step}`}>
          Close
        </button>
      </header>
      {loaded.status === 'loading' && <p class="faint">Loading …</p>}
      {loaded.status === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.status === 'ready' &&
        (!isPast ? (
          <Detail detail={loaded.value} run={run} written={written} />
        ) : (
          then !== undefined && <PastDetail now={loaded.value} then={then} log={log} />
        ))}
    </section>
  );
}

function Detail({
  detail,
  run,
  written,
}: {
  readonly detail: StepDetailView;
  readonly run: RunView;
  readonly written: GraphStep | undefined;
}) {
  const { step, status, agent, error, input, output, large, omitted, attempts, items } = detail;
  const { sign, tone } = lookOf(status);
  const facts = [tellSkipped(status, written), tellProgress(detail), tellWait(detail)]
    .filter(Boolean)
    .join(' · ');
  const stack = attempts.findLast((attempt) => attempt.stack !== undefined)?.stack;
  return (
    <>
      <p>
        <span class={`tone-${tone}`}>
          {sign} {wordOf(status)}
        </span>
        {agent !== undefined && ` · ${agent}`}
        {facts !== '' && ` · ${facts}`}
      </p>
      {error !== undefined && (
        <p class="notice bad">
          <code>{error.code}</code> {error.message}
        </p>
      )}
      <Part name="Input" value={input} why={omitted?.input} />
      {large === undefined ? (
        <Part name="Output" value={output} why={omitted?.output} />
      ) : (
        <p>
          The output has {formatBytes(large.bytes)}.{' '}
          <DownloadButton
            name={`${run.runId}-${step}.json`}
            about={`output of ${step}`}
            read={() => readOutput(run.runId, step)}
          />
        </p>
      )}
      {attempts.length > 0 && (
        <>
          <h4>Attempts{detail.attemptsCut ? ' (of the first part of a long log)' : ''}</h4>
          <AttemptTable step={step} attempts={attempts} />
        </>
      )}
      {stack !== undefined && (
        <Fold name="Stack of the last failure">
          <ScrollArea class="stack" label="Stack">
            {stack}
          </ScrollArea>
        </Fold>
      )}
      {items !== undefined && <ItemList runId={run.runId} step={step} counts={items} />}
      <p>
        <ForkButton run={run} from={step} />
      </p>
    </>
  );
}

async function readOutput(runId: string, step: string): Promise<BlobPart[]> {
  const parts: BlobPart[] = [];
  for await (const bytes of client.outputs.read(runId, step)) parts.push(new Uint8Array(bytes));
  return parts;
}

const Fold = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <details>
    <summary>{name}</summary>
    {children}
  </details>
);
