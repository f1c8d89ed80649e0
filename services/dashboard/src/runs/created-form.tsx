import { useId, useState } from 'preact/hooks';
import { readCreatedTimes, toLocalField } from './created-times.ts';
import type { Filters } from './filters.ts';

const SPANS = [
  ['900000', 'last 15 minutes'],
  ['3600000', 'last hour'],
  ['86400000', 'last day'],
  ['604800000', 'last week'],
] as const;
const BETWEEN = 'between';

type Times = Pick<Filters, 'from' | 'to'>;

/** When the runs were created: any time, a span up to now, or between two times. */
export function CreatedForm({
  from,
  to,
  onChange,
}: Times & { readonly onChange: (times: Required<Times>) => void }) {
  const isBetween = from !== undefined || to !== undefined;
  const [asksTimes, setAsksTimes] = useState(false);
  const choose = (value: string) => {
    setAsksTimes(value === BETWEEN);
    if (value === BETWEEN) return;
    onChange({
      from: value === '' ? undefined : new Date(Date.now() - Number(value)).toISOString(),
      to: undefined,
    });
  };
  return (
    <>
      <label>
        Created{' '}
        <select
          value={isBetween || asksTimes ? BETWEEN : ''}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">any time</option>
          {SPANS.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
          <option value={BETWEEN}>between …</option>
        </select>
      </label>
      {(isBetween || asksTimes) && (
        <TimesForm key={`${from} ${to}`} from={from} to={to} onChange={onChange} />
      )}
    </>
  );
}

function TimesForm({ from, to, onChange }: Times & { readonly onChange: (times: Required<Times>) => void }) {
  const [fields, setFields] = useState({ from: toLocalField(from), to: toLocalField(to) });
  const read = readCreatedTimes(fields);
  const fault = useId();
  const submit = (event: Event) => {
    event.preventDefault();
    if (typeof read !== 'string') onChange(read);
  };
  return (
    <form onSubmit={submit}>
      {(
        [
          ['from', 'from'],
          ['to', 'before'],
        ] as const
      ).map(([name, label]) => (
        <label key={name}>
          {label}{' '}
          <input
            type="datetime-local"
            step="1"
            aria-label={`Created ${label}, in your time zone`}
            aria-invalid={typeof read === 'string'}
            aria-describedby={typeof read === 'string' ? fault : undefined}
            value={fields[name]}
            onInput={({ currentTarget }) => setFields({ ...fields, [name]: currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" disabled={typeof read === 'string'} aria-label="Show runs of these times">
        Show
      </button>
      {typeof read === 'string' && (
        <span id={fault} role="alert" class="bad">
          {read}
        </span>
      )}
    </form>
  );
}
