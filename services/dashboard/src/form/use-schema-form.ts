import { useMemo, useState } from 'preact/hooks';
import { type Draft, type DraftFault, readDraft, toDraft } from './draft.ts';
import { toField } from './fields.ts';
import { toFaults, toRefusedFaults } from './to-faults.ts';

/** Thrown for a form that is not filled in as it asks for; the places say what is wrong. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** A form by a JSON Schema. A change of `key` begins it anew. `root` is how the API names the whole: `input`, `payload`. */
export function useSchemaForm(schema: unknown, root: string, key: string, given?: unknown) {
  const field = useMemo(() => toField(schema), [schema]);
  const [state, setState] = useState<{ key: string; field: object; draft: Draft }>();
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const isOwn = state?.key === key && state.field === field;
  const draft = useMemo(
    () => (isOwn && state !== undefined ? state.draft : toDraft(field, given ?? field.initial)),
    [isOwn, state, field, given],
  );
  /** Sends the value, and shows what the fleet refuses at its place. Rejects with `FormError`, or as `send` does. */
  const submit = async (send: (value: unknown) => Promise<unknown>): Promise<unknown> => {
    const found: DraftFault[] = [];
    const { value } = readDraft(field, draft, root, found);
    setFaults(toFaults(found));
    const [first] = found;
    if (first !== undefined) throw new FormError(`${first.path}: ${first.message}`);
    try {
      return await send(value);
    } catch (error) {
      setFaults(toRefusedFaults(error));
      throw error;
    }
  };
  const onDraft = (changed: Draft) => setState({ key, field, draft: changed });
  return { props: { field, draft, path: root, faults, onDraft }, submit };
}
