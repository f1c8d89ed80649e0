import { AnswerError } from './errors.ts';

/** The fields of an answer that the client itself reads, each with its type. */
export type Shape = Readonly<Record<string, 'text' | 'list'>>;

/** Returns the answer as its type once the fields of `shape` have theirs. Throws `AnswerError`. */
export function checkAnswer<T>(answer: unknown, shape: Shape, path: string): T {
  const fields = new Map(Object.entries(typeof answer === 'object' && answer !== null ? answer : {}));
  for (const [name, kind] of Object.entries(shape)) {
    const value = fields.get(name);
    const isRight = kind === 'list' ? Array.isArray(value) : typeof value === 'string';
    if (!isRight) throw new AnswerError(path, `${kind} \`${name}\``);
  }
  return answer as T;
}
