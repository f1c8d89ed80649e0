import type { RunSummaryView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { useLoad } from '../parts/use-load.ts';
import { ConditionForm } from './condition-form.tsx';
import { CreatedForm } from './created-form.tsx';
import { formatMoment } from './created-times.ts';
import {
  type Filters,
  isUnfiltered,
  LISTED_STATUSES,
  NO_FILTERS,
  toComparisonWord,
  toConditionText,
} from './filters.ts';

/** What is not obvious of a status. */
const TOLD = new Map([
  ['running', 'Also those that wait'],
  ['waiting', 'Everything that is open of them waits: for an answer, a signal, a time or a child'],
]);

type Change = (change: Partial<Filters>) => void;

/** The filters of the list. Each change is a new address of the page. */
export function FilterForm({
  filters,
  seen,
  onChange,
}: {
  readonly filters: Filters;
  /** Runs of the list, whose attributes are offered. */
  readonly seen: readonly RunSummaryView[];
  readonly onChange: (filters: Filters) => void;
}) {
  const change: Change = (changed) => onChange({ ...filters, ...changed });
  return (
    <section class="filters" aria-label="Filters">
      <fieldset>
        <legend>Status</legend>
        {LISTED_STATUSES.map((status) => {
          const isOn = filters.statuses.includes(status);
          const statuses = LISTED_STATUSES.filter((one) =>
            one === status ? !isOn : filters.statuses.includes(one),
          );
          return (
            <button
              key={status}
              type="button"
              aria-pressed={isOn}
              title={TOLD.get(status)}
              onClick={() => change({ statuses })}
            >
              {status.replaceAll('_', ' ')}
            </button>
          );
        })}
      </fieldset>
      <WorkflowField workflow={filters.workflow} onChange={change} />
      <TextField label="Tag" onAdd={(tag) => change({ tags: [...new Set([...filters.tags, tag])] })} />
      <TextField label="Error" onAdd={(code) => change({ code })} />
      <ConditionForm
        seen={seen}
        onAdd={(condition) => change({ conditions: [...filters.conditions, condition] })}
      />
      <CreatedForm from={filters.from} to={filters.to} onChange={change} />
      <Chips filters={filters} onChange={change} />
      {!isUnfiltered(filters) && (
        <button type="button" onClick={() => onChange(NO_FILTERS)}>
          Clear all filters
        </button>
      )}
    </section>
  );
}

function WorkflowField({
  workflow,
  onChange,
}: {
  readonly workflow: string | undefined;
  readonly onChange: Change;
}) {
  const workflows = useLoad((signal) => client.workflows.list({ signal }), []);
  const names = workflows.status === 'ready' ? workflows.value.items.map(({ name }) => name) : [];
  const offered = workflow === undefined || names.includes(workflow) ? names : [workflow, ...names];
  return (
    <label>
      Workflow{' '}
      <select
        value={workflow ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ workflow: value === '' ? undefined : value })}
      >
        <option value="">any</option>
        {offered.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function TextField({ label, onAdd }: { readonly label: string; readonly onAdd: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onAdd(text.trim());
        setText('');
      }}
    >
      <label>
        {label} <input value={text} size={10} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" aria-label={`Add this ${label.toLowerCase()}`}>
        Add
      </button>
    </form>
  );
}

const asIs = (text: string): string => text;
const CHIPS = [
  ['correlationId', 'correlation id', asIs],
  ['parent', 'parent', asIs],
  ['code', 'error', asIs],
  ['from', 'created from', formatMoment],
  ['to', 'created before', formatMoment],
  ['endedFrom', 'ended from', formatMoment],
  ['endedTo', 'ended before', formatMoment],
] as const;

/** What is filtered by besides status and workflow. Each can be taken away. */
function Chips({ filters, onChange }: { readonly filters: Filters; readonly onChange: Change }) {
  const chips: { readonly text: string; readonly without: Partial<Filters> }[] = [
    ...filters.tags.map((tag) => ({
      text: `tag ${tag}`,
      without: { tags: filters.tags.filter((one) => one !== tag) },
    })),
    ...filters.conditions.map((condition) => ({
      text: `${condition.name} ${toComparisonWord(condition.comparison)} ${condition.value}`,
      without: {
        conditions: filters.conditions.filter(
          (one) => one.name !== condition.name || toConditionText(one) !== toConditionText(condition),
        ),
      },
    })),
    ...CHIPS.flatMap(([name, word, format]) => {
      const is = filters[name];
      return is === undefined ? [] : [{ text: `${word} ${format(is)}`, without: { [name]: undefined } }];
    }),
  ];
  return (
    <>
      {chips.map(({ text, without }) => (
        <button
          key={text}
          type="button"
          class="chip"
          onClick={() => onChange(without)}
          aria-label={`Remove: ${text}`}
        >
          {text} ×
        </button>
      ))}
    </>
  );
}
