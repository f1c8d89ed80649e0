import { AnswerError } from './errors.ts';

/** The fields of an answer by which the client decides how to go on. */
export type Shape = Readonly<Record<string, 'text' | 'list'>>;

/** An answer of this type, whose fields of `shape` are as they have to be. Throws `AnswerError`. */
export function checkAnswer<T>(answer: unknown, shape: Shape, path: string): T {
  const fields = new Map(Object.entries(typeof answer === 'object' && answer !== null ? answer : {}));
  for (const [name, kind] of Object.entries(shape)) {
    const value = fields.get(name);
    const isRight = kind === 'list' ? Array.isArray(value) : typeof value === 'string';
    if (!isRight) throw new AnswerError(path, `${kind} \`${name}\``);
  }
  return answer as T;
}
