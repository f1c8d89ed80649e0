import { type ApprovalView, createKey } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Confirm } from '../parts/confirm.tsx';

const NAME = 'ag06.actor';

/** Asks for a note and a name, and answers. The name is remembered in this browser. */
export function AnswerDialog({
  approval,
  choice,
  onAnswered,
  onClose,
}: {
  readonly approval: ApprovalView;
  readonly choice: string;
  readonly onAnswered: () => void;
  readonly onClose: () => void;
}) {
  const [comment, setComment] = useState('');
  const [by, setBy] = useState(() => localStorage.getItem(NAME) ?? '');
  // A repeat after an answer that did not come back is no second answer.
  const [key] = useState(createKey);
  const answer = async () => {
    const name = by.trim();
    await client.approvals.answer(
      approval,
      { choice, ...(comment.trim() !== '' && { comment: comment.trim() }) },
      { key, ...(name !== '' && { by: name }) },
    );
    localStorage.setItem(NAME, name);
    onAnswered();
  };
  return (
    <Confirm
      title={`${approval.ask} – ${choice}`}
      action={`Answer ${choice}`}
      onConfirm={answer}
      onClose={onClose}
    >
      <p>
        The run <code>{approval.runId}</code> goes on with this answer. It cannot be taken back.
      </p>
      <label>
        Note (optional)
        <textarea
          rows={3}
          maxLength={1_000}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <label>
        Your name (optional, it is recorded with the answer)
        <input
          value={by}
          maxLength={128}
          onInput={(event) => setBy(event.currentTarget.value)}
          autocomplete="name"
        />
      </label>
    </Confirm>
  );
}
