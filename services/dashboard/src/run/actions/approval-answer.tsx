import { useId, useState } from 'preact/hooks';
import { client } from '../../client.ts';
import { ActButton } from '../act-button.tsx';

/** One button for each choice of an approval, and a comment. */
export function ApprovalAnswer({
  runId,
  step,
  choices,
}: {
  readonly runId: string;
  readonly step: string;
  readonly choices: readonly string[];
}) {
  const id = useId();
  const [comment, setComment] = useState('');
  const answer = (choice: string) =>
    client.approvals.answer(`${runId}.${step}`, { choice, ...(comment !== '' && { comment }) });
  return (
    <div class="mend">
      {choices.map((choice) => (
        <ActButton key={choice} about={`(answer of ${step})`} perform={() => answer(choice)}>
          {choice}
        </ActButton>
      ))}
      <label for={id}>Comment</label>
      <input
        id={id}
        value={comment}
        maxLength={2_000}
        onInput={(event) => setComment(event.currentTarget.value)}
      />
    </div>
  );
}
