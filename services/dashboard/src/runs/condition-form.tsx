import type { RunSummaryView } from '@ag06/client';
import { useId, useMemo, useState } from 'preact/hooks';
import { type AttributeType, COMPARISONS_OF, collectAttributes, toFieldValue } from './attribute-types.ts';
import { type Comparison, type Condition, toComparisonWord } from './filters.ts';

const TYPES = Object.keys(COMPARISONS_OF).filter((type): type is AttributeType => type in COMPARISONS_OF);

/** A condition on an attribute: its name, its type, the comparison and the value. */
export function ConditionForm({
  seen,
  onAdd,
}: {
  readonly seen: readonly RunSummaryView[];
  readonly onAdd: (condition: Condition) => void;
}) {
  const known = useMemo(() => collectAttributes(seen), [seen]);
  const id = useId();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<AttributeType>();
  const [comparison, setComparison] = useState<Comparison>('is');
  const [text, setText] = useState('');
  const type = chosen ?? known.get(name) ?? 'text';
  const compared = COMPARISONS_OF[type].includes(comparison) ? comparison : (COMPARISONS_OF[type][0] ?? 'is');
  const value = toFieldValue(type, type === 'boolean' && text === '' ? 'true' : text);
  const add = (event: Event) => {
    event.preventDefault();
    if (value === undefined || name === '') return;
    onAdd({ name, comparison: compared, value });
    setText('');
  };
  return (
    <form onSubmit={add} class="condition">
      <label>
        Attribute{' '}
        <input
          value={name}
          size={10}
          list={id}
          onInput={({ currentTarget }) => {
            setName(currentTarget.value);
            setChosen(undefined);
          }}
        />
      </label>
      <datalist id={id}>
        {[...known].map(([of, is]) => (
          <option key={of} value={of}>
            {is}
          </option>
        ))}
      </datalist>
      <select
        aria-label="Type of the attribute"
        value={type}
        onChange={({ currentTarget }) => setChosen(TYPES.find((one) => one === currentTarget.value))}
      >
        {TYPES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <select
        aria-label="Comparison"
        value={compared}
        onChange={({ currentTarget }) =>
          setComparison(COMPARISONS_OF[type].find((one) => one === currentTarget.value) ?? 'is')
        }
      >
        {COMPARISONS_OF[type].map((one) => (
          <option key={one} value={one}>
            {toComparisonWord(one)}
          </option>
        ))}
      </select>
      <ValueField type={type} text={text} onText={setText} />
      <button type="submit" disabled={value === undefined || name === ''} aria-label="Add this attribute">
        Add
      </button>
    </form>
  );
}

function ValueField({
  type,
  text,
  onText,
}: {
  readonly type: AttributeType;
  readonly text: string;
  readonly onText: (text: string) => void;
}) {
  const shared = {
    'aria-label': 'Value',
    size: 10,
    value: text,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      onText(event.currentTarget.value),
  };
  switch (type) {
    case 'boolean':
      return (
        <select aria-label="Value" value={text} onChange={(event) => onText(event.currentTarget.value)}>
          <option>true</option>
          <option>false</option>
        </select>
      );
    case 'number':
      return <input type="number" step="any" {...shared} />;
    case 'time':
      return <input type="datetime-local" {...shared} />;
    case 'text':
      return <input type="text" {...shared} />;
  }
}
