import { useId, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';

/** Chooses the workflow whose questions are shown, by the address of the page. It offers those that have been seen to ask. */
export function WorkflowFilter({
  chosen,
  asking,
}: {
  readonly chosen: string | undefined;
  /** Workflows of the questions that are shown. */
  readonly asking: readonly string[];
}) {
  const id = useId();
  const { route } = useLocation();
  const seen = useRef(new Set<string>());
  for (const name of asking) seen.current.add(name);
  if (chosen !== undefined) seen.current.add(chosen);
  if (seen.current.size < 2 && chosen === undefined) return null;
  const show = (workflow: string) =>
    route(workflow === '' ? '/approvals' : `/approvals?${new URLSearchParams({ workflow })}`, true);
  return (
    <p>
      <label for={id}>Workflow</label>{' '}
      <select id={id} value={chosen ?? ''} onChange={({ currentTarget: { value } }) => show(value)}>
        <option value="">all</option>
        {[...seen.current].toSorted().map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </p>
  );
}
