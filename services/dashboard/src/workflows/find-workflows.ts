import type { WorkflowSummaryView } from '@ag06/client';

/** Returns the workflows with a part of their name in any case; those that begin with it come first. */
export function findWorkflows(
  all: readonly WorkflowSummaryView[],
  filter: string,
): readonly WorkflowSummaryView[] {
  const text = filter.trim().toLowerCase();
  if (text === '') return all;
  const rank = ({ name }: WorkflowSummaryView) => (name.toLowerCase().startsWith(text) ? 0 : 1);
  const found = all.filter(({ name }) => name.toLowerCase().includes(text));
  return found.toSorted((a, b) => rank(a) - rank(b));
}
