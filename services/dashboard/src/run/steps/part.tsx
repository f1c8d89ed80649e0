import { JsonView } from '../../parts/json-view.tsx';

/** The input or the output of a step, or why it is not shown. */
export function Part({
  name,
  value,
  why,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly why: string | undefined;
}) {
  if (why !== undefined)
    return (
      <p class="faint">
        {name}: {why}
      </p>
    );
  if (value === undefined) return null;
  return (
    <>
      <h4>{name}</h4>
      <JsonView value={value} isOpen />
    </>
  );
}
