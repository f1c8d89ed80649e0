import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** A name and its value. One without a value is left out. */
type Field = readonly [name: string, value: string | number | undefined];

/** Prints one thing: a line for each of its fields, the values below each other. */
export function showFields(output: Output, fields: readonly Field[]): void {
  const told = fields.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...told.map(([name]) => name.length)) + 2;
  for (const [name, value] of told) output.text(`${name.padEnd(width)}${printable(String(value))}`);
}
