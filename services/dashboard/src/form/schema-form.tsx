import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type Draft, toDraft } from './draft.ts';
import type { Field } from './fields.ts';
import './schema-form.css';

/** What is wrong, by place: told by the form itself, or by the fleet. */
export type Faults = ReadonlyMap<string, string>;

interface FieldProps {
  readonly field: Field;
  readonly draft: Draft;
  /** As the API names the place. */
  readonly path: string;
  readonly faults: Faults;
  readonly onDraft: (draft: Draft) => void;
}

/** The fields of a schema. Lists grow and shrink by buttons. */
export function SchemaForm(props: FieldProps) {
  const { field, draft } = props;
  if (field.kind === 'object' && draft.kind === 'members')
    return <Members {...props} fields={field.fields} members={draft.members} />;
  if (field.kind === 'list' && draft.kind === 'items')
    return <Items {...props} item={field.item} items={draft.items} />;
  return draft.kind === 'text' ? <Entry {...props} text={draft.text} /> : null;
}

function Members({
  field,
  fields,
  members,
  path,
  faults,
  onDraft,
}: FieldProps & { readonly fields: readonly Field[]; readonly members: ReadonlyMap<string, Draft> }) {
  const all = fields.map((member) => (
    <SchemaForm
      key={member.name}
      field={member}
      draft={members.get(member.name) ?? toDraft(member)}
      path={`${path}.${member.name}`}
      faults={faults}
      onDraft={(draft) => onDraft({ kind: 'members', members: new Map(members).set(member.name, draft) })}
    />
  ));
  return (
    <Group field={field} fault={faults.get(path)}>
      {all}
    </Group>
  );
}

function Items({
  field,
  item,
  items,
  path,
  faults,
  onDraft,
}: FieldProps & { readonly item: Field; readonly items: readonly Draft[] }) {
  return (
    <Group field={field} fault={faults.get(path)}>
      {items.map((draft, at) => (
        <div key={at}>
          <SchemaForm
            field={item.kind === 'object' ? { ...item, label: `Item ${at}` } : item}
            draft={draft}
            path={`${path}[${at}]`}
            faults={faults}
            onDraft={(changed) => onDraft({ kind: 'items', items: items.with(at, changed) })}
          />
          <button type="button" onClick={() => onDraft({ kind: 'items', items: items.toSpliced(at, 1) })}>
            Remove
            <span class="unseen">
              {' '}
              item {at} of {field.label}
            </span>
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onDraft({ kind: 'items', items: [...items, toDraft(item)] })}>
        Add<span class="unseen"> an item to {field.label}</span>
      </button>
    </Group>
  );
}

function Group({
  field,
  fault,
  children,
}: {
  readonly field: Field;
  readonly fault: string | undefined;
  readonly children: ComponentChildren;
}) {
  const told = fault !== undefined && <p class="fault">{fault}</p>;
  if (field.label === '')
    return (
      <>
        {told}
        {children}
      </>
    );
  return (
    <fieldset class="field">
      <legend>{toLabel(field)}</legend>
      {field.description !== undefined && <p class="about">{field.description}</p>}
      {told}
      {children}
    </fieldset>
  );
}

function Entry({ field, text, path, faults, onDraft }: FieldProps & { readonly text: string }) {
  const id = useId();
  const fault = faults.get(path);
  const label = toLabel(field.label === '' ? { ...field, label: path, isRequired: true } : field);
  const shared = {
    id,
    required: false,
    'aria-required': field.isRequired,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}-about ${id}-fault`,
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {field.description !== undefined && (
        <p class="about" id={`${id}-about`}>
          {field.description}
        </p>
      )}
      <Input
        field={field}
        text={text}
        shared={shared}
        onText={(changed) => onDraft({ kind: 'text', text: changed })}
      />
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

function Input({
  field,
  text,
  shared,
  onText,
}: {
  readonly field: Field;
  readonly text: string;
  readonly shared: { readonly id: string };
  readonly onText: (text: string) => void;
}) {
  const write = (event: { readonly currentTarget: { readonly value: string } }) =>
    onText(event.currentTarget.value);
  if (field.kind === 'boolean' || field.kind === 'choice') {
    const choices =
      field.kind === 'boolean'
        ? BOOLEANS
        : field.choices.map((choice, at) => [String(at), tell(choice)] as const);
    return (
      <select {...shared} value={text} onChange={write}>
        <option value="">{field.isRequired ? 'Choose …' : '(none)'}</option>
        {choices.map(([value, told]) => (
          <option key={value} value={value}>
            {told}
          </option>
        ))}
      </select>
    );
  }
  if (field.kind === 'json' || (field.kind === 'text' && field.isLong))
    return <textarea {...shared} value={text} onInput={write} spellcheck={false} rows={4} />;
  if (field.kind === 'number')
    return (
      <input {...shared} type="number" step={field.isInteger ? 1 : 'any'} value={text} onInput={write} />
    );
  if (field.kind === 'text' && field.format === 'date-time')
    return <input {...shared} type="datetime-local" step={1} value={text} onInput={write} />;
  if (field.kind === 'text' && field.format === 'date')
    return <input {...shared} type="date" value={text} onInput={write} />;
  return <input {...shared} type="text" value={text} onInput={write} />;
}

const BOOLEANS = [
  ['true', 'yes'],
  ['false', 'no'],
] as const;

const tell = (choice: unknown): string => (typeof choice === 'string' ? choice : JSON.stringify(choice));

const toLabel = ({ label, isRequired, kind }: Field): string =>
  `${label}${isRequired ? '' : ' (optional)'}${kind === 'json' ? ' – JSON' : ''}`;
