import type { ApprovalView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { APPROVAL_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import './approvals.css';

const PAGE = 50;
const EVERY_MS = 30_000;

/** What waits for the answer of a person: who asks, since when, until when, and the choices. */
export function Approvals() {
  const [most, setMost] = useState(PAGE);
  const [answering, setAnswering] = useState<{ approval: ApprovalView; choice: string }>();
  const [done, setDone] = useState('');
  const list = useLoad((signal) => client.approvals.listPage({ limit: most }, { signal }), [most], {
    everyMs: EVERY_MS,
  });
  useLive(APPROVAL_CHANGES, list.reload);
  if (list.status === 'loading') return <Answer title="Approvals">Looking …</Answer>;
  if (list.status === 'failed')
    return (
      <>
        <Answer title="Approvals" tone="bad">
          They could not be read.
        </Answer>
        <ErrorNotice error={list.error} onRetry={list.reload} />
      </>
    );
  const { items, next } = list.value;
  return (
    <>
      <Answer title="Approvals" tone={items.length === 0 ? 'good' : 'warn'}>
        {toSentence(items.length, next !== undefined)}
      </Answer>
      <Freshness of={list} everyMs={EVERY_MS} isFollowing />
      {list.error !== undefined && <ErrorNotice error={list.error} onRetry={list.reload} />}
      <p role="status" class="faint">
        {done}
      </p>
      {items.length === 0 ? (
        <Empty command='decide: { approve: { signal: approval, ask: "Release ${input.version}?" } }'>
          A step with <code>approve</code> asks here, and its run waits for the answer.
        </Empty>
      ) : (
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
      {next !== undefined && (
        <button type="button" onClick={() => setMost(Math.min(most + PAGE, 500))}>
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

const toSentence = (count: number, hasMore: boolean): string =>
  count === 0
    ? 'Nothing waits for the answer of a person.'
    : `${hasMore ? 'More than ' : ''}${formatNoun(count, 'question waits', 'questions wait')} for an answer, the oldest first.`;

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
