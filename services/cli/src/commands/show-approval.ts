import type { ApprovalView, Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { showFields } from '../show-fields.ts';
import { renderTime } from '../times.ts';

/** `ag06 approvals show APPROVAL`. */
export async function showApproval(id: string, client: Client, output: Output): Promise<number> {
  const approval = await client.approvals.get(id);
  output.json(approval);
  const now = Date.now();
  showFields(output, [
    ['approval', approval.id],
    ['asks', askOf(approval)],
    ['choices', approval.choices.join(', ')],
    ['since', renderTime(approval.since, now)],
    ['until', approval.until && renderTime(approval.until, now)],
    ['workflow', `${approval.workflow} ${approval.version}`],
    ['run', approval.runId],
    ['step', approval.step],
    ['signal', approval.signal],
    ['correlation id', approval.correlationId],
    ['tags', approval.tags.join(', ')],
    ['answer it', `ag06 approvals answer ${approval.id} ${approval.choices[0] ?? 'CHOICE'}`],
  ]);
  return EXIT.ok;
}

/** A text that could not be evaluated is shown as it is written, and says so. */
export const askOf = ({ ask, askError }: ApprovalView): string =>
  askError === undefined ? ask : `${ask} (not evaluated: ${askError})`;
