import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

/** How deep children of children are explained. */
const DEPTH_MAX = 8;

/** What a person does about a run that failed. */
export const retryHint = (runId: string): string =>
  `See where: ag06 runs show ${runId} --verbose. Once that is mended: ag06 runs retry ${runId}`;

/** `ag06 runs explain RUN` prints why a run does not move, and how to end each wait; then the same of its children. */
export async function explainRun(runId: string, client: Client, output: Output, depth = 0): Promise<number> {
  const explanation = await client.explain(runId);
  const indent = '  '.repeat(depth);
  if (depth === 0) output.json(explanation);
  const actions = new Map(explanation.reasons.map(({ sentence, action }) => [sentence, action]));
  for (const sentence of explanation.sentences) {
    output.text(`${indent}${printable(sentence)}`);
    const action = actions.get(sentence);
    if (action !== undefined) output.text(`${indent}  → ${printable(action)}`);
  }
  const isFailed = explanation.status === 'failed' || explanation.status === 'timed_out';
  if (isFailed) output.text(`${indent}  → ${retryHint(runId)}`);
  const [child] = explanation.reasons.flatMap((reason) => reason.child ?? []);
  if (child === undefined || output.isJson || depth >= DEPTH_MAX) return EXIT.ok;
  output.text(`${indent}${child}:`);
  return explainRun(child, client, output, depth + 1);
}
