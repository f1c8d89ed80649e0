import { judgeTextLength } from '../expression/cel-functions.ts';
import { type Evaluator, type Frame, spend } from '../expression/frame.ts';
import { toJson } from '../expression/to-json.ts';

/** Text, or an expression whose value becomes text. */
export type StringPart = string | Evaluator;

/** Joins parts: strings as they are, null as nothing, everything else as JSON. */
export function buildString(parts: readonly StringPart[], frame: Frame): string {
  let text = '';
  for (const part of parts) {
    const addition = typeof part === 'string' ? part : toText(part, frame);
    judgeTextLength(text.length + addition.length);
    text += addition;
  }
  return text;
}

function toText(evaluate: Evaluator, frame: Frame): string {
  const value = toJson(evaluate(frame));
  if (typeof value === 'string') return value;
  if (value === null) return '';
  const text = JSON.stringify(value);
  spend(frame, text.length / 64);
  return text;
}
