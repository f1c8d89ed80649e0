import { styleText } from 'node:util';
import { colourStatus } from '../table.ts';
import { cutText, textWidth } from '../text-width.ts';
import type { Line } from './fleet-lines.ts';

const LABEL_WIDTH = 10;
const BETWEEN = ' · ';

/** Returns a line, or as many as its parts take, of at most so many cells each. A part that is longer is cut. */
export function layLine({ label, parts }: Line, columns: number): readonly string[] {
  const room = Math.max(1, columns - LABEL_WIDTH);
  const rows: string[] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    if (last !== undefined && textWidth(last) + textWidth(BETWEEN) + textWidth(part) <= room)
      rows[rows.length - 1] = `${last}${BETWEEN}${part}`;
    else rows.push(cutText(part, room));
  }
  return rows.map((row, i) => `${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${row}`);
}

/** Colours the label of a line, and the first word behind it if that is a status. */
export function paintLine(line: string, isColoured: boolean): string {
  if (!isColoured) return line;
  const label = line.slice(0, LABEL_WIDTH);
  const [first = ''] = line.slice(LABEL_WIDTH).split(' ');
  const rest = line.slice(LABEL_WIDTH + first.length);
  return `${paint('bold', label)}${colourStatus(first, first)}${rest}`;
}

export const paint = (style: 'bold' | 'dim' | 'inverse', text: string): string =>
  text.trim() === '' ? text : styleText(style, text, { validateStream: false });
