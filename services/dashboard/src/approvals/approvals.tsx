import type { ApprovalPageView, ApprovalView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { client } from '../client.ts';
import { APPROVAL_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { Answer, type Tone } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { type Loaded, useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import './approvals.css';
import { Subject } from './subject.tsx';
import { WorkflowFilter } from './workflow-filter.tsx';

const PAGE = 50;
/** The API gives no more at once. */
const MOST = 500;
const EVERY_MS = 30_000;

/** What waits for the answer of a person: who asks, since when, until when, and the choices. */
export function Approvals() {
  const [most, setMost] = useState(PAGE);
  const [answering, setAnswering] = useState<{ approval: ApprovalView; choice: string }>();
  const [done, setDone] = useState('');
  const workflow = useLocation().query.workflow || undefined;
  const list = useLoad(
    (signal) => client.approvals.listPage({ workflow, limit: most }, { signal }),
    [most, workflow ?? null],
    { everyMs: EVERY_MS },
  );
  useLive(APPROVAL_CHANGES, list.reload);
  const { tone, text } = toAnswer(list, workflow);
  const items = list.status === 'ready' ? list.value.items : [];
  return (
    <>
      <Answer title="Approvals" tone={tone}>
        {text}
      </Answer>
      <Freshness of={list} everyMs={EVERY_MS} isFollowing />
      {/* It stays while another list is loaded, and the focus in it. */}
      <WorkflowFilter chosen={workflow} asking={items.map((approval) => approval.workflow)} />
      {'error' in list && list.error !== undefined && (
        <ErrorNotice error={list.error} onRetry={list.reload} />
      )}
      <p role="status" class="faint">
        {done}
      </p>
      {list.status === 'ready' && items.length === 0 && workflow === undefined && (
        <Empty command='decide: { approve: { signal: approval, ask: "Release ${input.version}?" } }'>
          A step with <code>approve</code> asks here, and its run waits for the answer.
        </Empty>
      )}
      {items.length > 0 && (
        <ul class="approvals">
          {items.map((approval) => (
            <Card
              key={approval.id}
              approval={approval}
              onChoose={(choice) => setAnswering({ approval, choice })}
            />
          ))}
        </ul>
      )}
      {list.status === 'ready' && list.value.next !== undefined && most < MOST && (
        <button type="button" onClick={() => setMost(Math.min(most + PAGE, MOST))}>
          Show more
        </button>
      )}
      {answering !== undefined && (
        <AnswerDialog
          {...answering}
          onAnswered={() => {
            setDone(`Answered “${answering.choice}” to “${answering.approval.ask}”`);
            list.reload();
          }}
          onClose={() => setAnswering(undefined)}
        />
      )}
    </>
  );
}

function toAnswer(
  list: Loaded<ApprovalPageView>,
  workflow: string | undefined,
): { readonly tone: Tone; readonly text: string } {
  if (list.status === 'loading') return { tone: 'plain', text: 'Looking …' };
  if (list.status === 'failed') return { tone: 'bad', text: 'They could not be read.' };
  const { items, next } = list.value;
  return {
    tone: items.length === 0 ? 'good' : 'warn',
    text: toSentence(items.length, next !== undefined, workflow),
  };
}

function toSentence(count: number, hasMore: boolean, workflow: string | undefined): string {
  const of = workflow === undefined ? '' : ` of ${workflow}`;
  if (count === 0) return `Nothing${of} waits for the answer of a person.`;
  const [one, many] = [`question${of} waits`, `questions${of} wait`];
  return `${hasMore ? 'More than ' : ''}${formatNoun(count, one, many)} for an answer, the oldest first.`;
}

function Card({
  approval,
  onChoose,
}: {
  readonly approval: ApprovalView;
  readonly onChoose: (choice: string) => void;
}) {
  const { id, runId, step, ask, askError, workflow, correlationId, tags, since, until, choices } = approval;
  return (
    <li aria-labelledby={id}>
      <h2 id={id}>{ask}</h2>
      {askError !== undefined && <p class="tone-warn">The question is shown as it is written: {askError}</p>}
      <p class="faint">
        <a href={`/runs/${encodeURIComponent(runId)}?step=${encodeURIComponent(step)}`}>
          {workflow} · {step}
        </a>{' '}
        asks since <When at={since} />
        {until !== undefined && (
          <>
            , and gives up <When at={until} />
          </>
        )}
        . Correlation id: {correlationId}
        {tags.length > 0 && `. Tags: ${tags.join(', ')}`}
      </p>
      <Subject approval={approval} />
      <p class="buttons">
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            onClick={() => onChoose(choice)}
            aria-label={`${choice}: ${ask}`}
          >
            {choice}
          </button>
        ))}
      </p>
    </li>
  );
}
