import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './schema-form.css';

interface EntryProps {
  readonly label: string;
  readonly about?: ComponentChildren;
  /** What is wrong with it. */
  readonly fault?: string | undefined;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

type Shared = Readonly<Record<'id' | 'aria-describedby', string> & Record<'aria-invalid', boolean>>;

/** A label, what the field means, the field itself, and what is wrong with it. */
function Labelled({
  label,
  about,
  fault,
  children,
}: Pick<EntryProps, 'label' | 'about' | 'fault'> & {
  readonly children: (shared: Shared) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {about !== undefined && (
        <p class="about" id={`${id}-about`}>
          {about}
        </p>
      )}
      {children({ id, 'aria-describedby': `${id}-about ${id}-fault`, 'aria-invalid': fault !== undefined })}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** One line of text, a number or a time as a text; with `known`, values to choose from. */
export function Entry({
  type = 'text',
  known,
  placeholder,
  value,
  onValue,
  ...rest
}: EntryProps & {
  readonly type?: 'text' | 'number' | 'datetime-local';
  readonly known?: readonly string[];
  readonly placeholder?: string | undefined;
}) {
  const list = useId();
  return (
    <Labelled {...rest}>
      {(shared) => (
        <>
          <input
            {...shared}
            type={type}
            {...(type !== 'text' && { step: type === 'number' ? 'any' : 1 })}
            {...(known !== undefined && { list })}
            placeholder={placeholder}
            autocomplete="off"
            spellcheck={false}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          {known !== undefined && (
            <datalist id={list}>
              {known.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Labelled>
  );
}

/** A value and what it is called. */
type Choice = readonly [value: string, label: string];

export function Select({
  choices,
  value,
  onValue,
  ...rest
}: EntryProps & { readonly choices: readonly Choice[] }) {
  return (
    <Labelled {...rest}>
      {(shared) => (
        <select {...shared} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {choices.map(([of, told]) => (
            <option key={of} value={of}>
              {told}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** One of a few values, each with what it means. */
export function Choices({
  label,
  about,
  fault,
  choices,
  value,
  onValue,
}: EntryProps & {
  readonly choices: readonly (readonly [value: string, label: string, about: string])[];
}) {
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={`${id}-fault`} data-wrong={fault !== undefined}>
      <legend>{label}</legend>
      {about !== undefined && <p class="about">{about}</p>}
      {choices.map(([of, told, meaning]) => (
        <label key={of} class="choice">
          <input type="radio" name={id} value={of} checked={of === value} onChange={() => onValue(of)} />
          <span>
            <b>{told}</b> <span class="faint">{meaning}</span>
          </span>
        </label>
      ))}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </fieldset>
  );
}
