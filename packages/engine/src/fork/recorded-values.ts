import { isLargeText, type RunField } from '@ag06/protocol';
import type { FieldValues } from '../decide/scope.ts';
import type { RecordedOutcome } from './run-recording.ts';

/** The fields of a run as its expressions read them, from the outcomes of its steps. Blobs are missing. */
export class RecordedValues implements FieldValues {
  readonly #input: string;
  readonly #steps: ReadonlyMap<string, RecordedOutcome>;

  constructor(input: string, steps: ReadonlyMap<string, RecordedOutcome>) {
    this.#input = input;
    this.#steps = steps;
  }

  get(field: RunField): string | undefined {
    if (field === 'in') return this.#input;
    const text = this.#read(field);
    return text === undefined || isLargeText(text) ? undefined : text;
  }

  has(field: RunField): boolean {
    return this.get(field) !== undefined;
  }

  /** Whether each of these fields can be read: none is a blob. */
  canRead(fields: readonly RunField[]): boolean {
    return fields.every((field) => !isLargeText(this.#read(field) ?? ''));
  }

  #read(field: RunField): string | undefined {
    const outcome = this.#steps.get(field.slice(2));
    if (field.startsWith('s:')) return outcome?.status;
    if (field.startsWith('o:')) return outcome?.output;
    return field.startsWith('e:') ? outcome?.error : undefined;
  }
}
