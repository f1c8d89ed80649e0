import { useMemo, useState } from 'preact/hooks';
import { toField } from '../form/fields.ts';
import { holdsValue } from '../form/holds-value.ts';
import { useSchemaForm } from '../form/use-schema-form.ts';
import { inputSchemaOf } from './input-schema-of.ts';

/**
 * The form of a workflow's input: fields by its JSON Schema, or JSON as the person likes. A change of `key` begins it anew. A
 * `given` input that the fields would not keep whole begins as JSON.
 */
export function useInputForm(definition: unknown, key: string, given?: unknown) {
  const schema = inputSchemaOf(definition);
  const [chosen, setChosen] = useState<{ readonly key: string; readonly isJson: boolean }>();
  const fits = useMemo(() => given === undefined || holdsValue(toField(schema), given), [schema, given]);
  const isJson = chosen?.key === key ? chosen.isJson : !fits;
  const form = useSchemaForm(isJson ? undefined : schema, 'input', `${key} ${isJson}`, given);
  return {
    ...form,
    hasSchema: schema !== undefined,
    isJson,
    setJson: (asJson: boolean) => setChosen({ key, isJson: asJson }),
  };
}
