import { Entry } from '../form/entry.tsx';
import type { Faults } from '../form/schema-form.tsx';
import { type NumberField, OFF } from './knobs.ts';
import { type NumberTexts, tellRange } from './read-knobs.ts';
import './tuning.css';

/** A field for each number, with its bounds. */
export function NumberFields({
  fields,
  texts,
  path,
  faults,
  boundsOf,
  emptyOf = () => 'as now',
  about,
  onTexts,
}: {
  readonly fields: readonly NumberField[];
  readonly texts: NumberTexts;
  /** Of the faults. */
  readonly path: string;
  readonly faults: Faults;
  /** Bounds that are narrower than those of a field. */
  readonly boundsOf?: (name: string) => { readonly min: number; readonly max: number } | undefined;
  /** What an empty field stands for. */
  readonly emptyOf?: (name: string) => string;
  /** What the fields belong to, for those who hear the page. */
  readonly about: string;
  readonly onTexts: (texts: NumberTexts) => void;
}) {
  return (
    <div class="knobs">
      {fields.map(({ name, label, about: meaning, min, max, off }) => {
        const text = texts.get(name) ?? '';
        const range = tellRange(boundsOf?.(name) ?? { min, max });
        const set = (value: string) => onTexts(new Map(texts).set(name, value));
        return (
          <div key={name}>
            <Entry
              label={label}
              about={`${meaning} ${range}.`}
              fault={faults.get(`${path}.${name}`)}
              type="number"
              placeholder={text === OFF ? off : emptyOf(name)}
              value={text === OFF ? '' : text}
              onValue={set}
            />
            {off !== undefined && (
              <label class="choice">
                <input
                  type="checkbox"
                  checked={text === OFF}
                  onChange={(event) => set(event.currentTarget.checked ? OFF : '')}
                />
                <span>
                  {off}
                  <span class="unseen"> {about}</span>
                </span>
              </label>
            )}
          </div>
        );
      })}
    </div>
  );
}
