import { buildList, buildText, type CelFunction, defineFunction, measureSize } from './cel-functions.ts';
import { type CelValue, toItems, typeOf } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { type Frame, spend } from './frame.ts';

/** `value.name(…)`; the receiver is the first argument. */
export const METHODS: ReadonlyMap<string, CelFunction> = new Map([
  ['size', defineFunction(0, 0, ([value], frame) => measureSize(value ?? null, frame))],
  [
    'contains',
    defineFunction(1, 1, (args, frame) => search(args, frame, (text, part) => text.includes(part))),
  ],
  [
    'startsWith',
    defineFunction(1, 1, (args, frame) => search(args, frame, (text, part) => text.startsWith(part))),
  ],
  [
    'endsWith',
    defineFunction(1, 1, (args, frame) => search(args, frame, (text, part) => text.endsWith(part))),
  ],
  ['indexOf', defineFunction(1, 1, (args, frame) => search(args, frame, (text, part) => text.indexOf(part)))],
  [
    'lastIndexOf',
    defineFunction(1, 1, (args, frame) => search(args, frame, (text, part) => text.lastIndexOf(part))),
  ],
  ['lowerAscii', defineFunction(0, 0, (args, frame) => mapText(args, frame, lowerAscii))],
  ['upperAscii', defineFunction(0, 0, (args, frame) => mapText(args, frame, upperAscii))],
  ['trim', defineFunction(0, 0, (args, frame) => mapText(args, frame, (text) => text.trim()))],
  ['substring', defineFunction(1, 2, takeSubstring)],
  ['split', defineFunction(1, 1, splitText)],
  ['join', defineFunction(0, 1, joinItems)],
  ['replace', defineFunction(2, 2, replaceText)],
]);

function needText(value: CelValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new ExpressionFailure(`a string is needed, got a ${typeOf(value ?? null)}`);
}

function needIndex(value: CelValue | undefined, length: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= length) return value;
  throw new ExpressionFailure(`an index from 0 to ${length} is needed`);
}

/** Charges the product of both lengths, the most that a search costs. */
function chargeSearch(text: string, part: string, frame: Frame): void {
  spend(frame, (text.length / 64) * Math.max(1, Math.min(part.length, text.length)));
}

type Search = (text: string, part: string) => CelValue;

function search(args: readonly CelValue[], frame: Frame, find: Search): CelValue {
  const text = needText(args[0]);
  const part = needText(args[1]);
  chargeSearch(text, part, frame);
  return find(text, part);
}

function mapText(args: readonly CelValue[], frame: Frame, map: (text: string) => string): CelValue {
  const text = needText(args[0]);
  return buildText(text.length, frame, () => map(text));
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function takeSubstring(args: readonly CelValue[], frame: Frame): CelValue {
  const text = needText(args[0]);
  const start = needIndex(args[1], text.length);
  const end = args[2] === undefined ? text.length : needIndex(args[2], text.length);
  if (start > end) throw new ExpressionFailure('substring() needs a start before its end');
  return buildText(end - start, frame, () => text.slice(start, end));
}

function splitText(args: readonly CelValue[], frame: Frame): CelValue {
  const text = needText(args[0]);
  const separator = needText(args[1]);
  chargeSearch(text, separator, frame);
  const parts = text.split(separator);
  return buildList(parts.length, frame, () => parts);
}

function joinItems(args: readonly CelValue[], frame: Frame): CelValue {
  const items = toItems(args[0] ?? null);
  if (items === undefined)
    throw new ExpressionFailure(`no such operation: join of a ${typeOf(args[0] ?? null)}`);
  const separator = args[1] === undefined ? '' : needText(args[1]);
  spend(frame, items.length / 8);
  let length = separator.length * Math.max(0, items.length - 1);
  for (const item of items) length += needText(item).length;
  return buildText(length, frame, () => items.join(separator));
}

function replaceText(args: readonly CelValue[], frame: Frame): CelValue {
  const text = needText(args[0]);
  const part = needText(args[1]);
  const substitute = needText(args[2]);
  chargeSearch(text, part, frame);
  const pieces = text.split(part);
  const length = text.length + (pieces.length - 1) * (substitute.length - part.length);
  return buildText(length, frame, () => pieces.join(substitute));
}
