import { cel } from './cel.ts';
import type { Expression } from './expression.ts';
import type { Ref, Untyped } from './ref.ts';

/** The place without its null, inside a step that starts only when the place has a value. */
type PresentRef<Place> = 0 extends 1 & Place
  ? Ref<Untyped>
  : Place extends Expression<infer T>
    ? Ref<NonNullable<T>>
    : never;

/**
 * Returns the specification of a step that is skipped unless a place has a value, such as the output of a step that may
 * be skipped itself. In the callback the place is not null. The step may have its own `when`, and calls can be nested.
 *
 *     .step('mail', mail, ({ steps }) => whenPresent(steps.draft.output, (draft) => ({ with: { text: draft.text } })))
 */
export function whenPresent<Place extends Expression, const Spec extends Readonly<Record<string, unknown>>>(
  place: Place,
  spec: (value: PresentRef<Place>) => Spec & { readonly when?: Expression<boolean> },
): Omit<Spec, 'when'> & { readonly when: Expression<boolean> } {
  const { when, ...rest } = spec(place as PresentRef<Place>);
  const isPresent = cel<boolean>`${place} != null`;
  return { ...rest, when: when === undefined ? isPresent : cel<boolean>`${isPresent} && (${when})` };
}
