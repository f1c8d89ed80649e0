import type { RunField } from '@ag06/protocol';
import type { Syntax } from './parse-expression.ts';
import { readConstantPath } from './resolve-path.ts';

/** Returns the field whose whole value the expression is: the input, or an output or error of a step. */
export function readWholeField(syntax: Syntax): RunField | undefined {
  const path = readConstantPath(syntax);
  if (path?.root === 'input') return path.keys.length === 0 ? 'in' : undefined;
  const [step, part, ...more] = path?.root === 'steps' ? path.keys : [];
  if (typeof step !== 'string' || more.length > 0) return undefined;
  if (part === 'output') return `o:${step}`;
  return part === 'error' ? `e:${step}` : undefined;
}
