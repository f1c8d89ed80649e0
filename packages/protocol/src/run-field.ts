/**
 * A field of a run: its input, or the output, status or error of a step, how far the items of a `forEach` are, or the signal
 * that a step has in hand, or the output of the iteration before. `round`: how often the run was retried; it does not exist before.
 * Of a fork: `r:<call>` is what its source recorded of a call, and `a:<name>` exists if the agent or workflow may act for real.
 */
export type RunField = (typeof WHOLE_FIELDS)[number] | `${(typeof FIELD_KINDS)[number]}:${string}`;

const WHOLE_FIELDS = ['in', 'round'] as const;
const FIELD_KINDS = ['o', 's', 'e', 'i', 'g', 'p', 'r', 'a'] as const;

/** Of a fork: what its source recorded of a call, or that an agent or workflow may act for real. */
export const isForkField = (text: string): text is RunField => text.startsWith('r:') || text.startsWith('a:');

export const isRunField = (text: string): text is RunField =>
  WHOLE_FIELDS.some((field) => field === text) ||
  (text[1] === ':' && FIELD_KINDS.some((kind) => kind === text[0]));
