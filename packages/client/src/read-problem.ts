import type { Problem, Violation } from './errors.ts';

/** Returns the problem of an answer. If it does not come from a dispatcher, its text becomes the message. */
export function readProblem(status: number, body: unknown, text: string): Problem {
  if (!isObject(body) || typeof body.code !== 'string' || typeof body.detail !== 'string')
    return { status, code: `HTTP_${status}`, detail: text.trim().slice(0, 200) };
  const { code, detail, errors, errorCount, type, title } = body;
  return {
    ...(type === 'about:blank' && { type }),
    ...(typeof title === 'string' && { title }),
    status,
    code,
    detail,
    ...(Array.isArray(errors) && { errors: errors.filter(isViolation) }),
    ...(typeof errorCount === 'number' && { errorCount }),
  };
}

const isViolation = (value: unknown): value is Violation =>
  isObject(value) && [value.path, value.expected, value.got].every((field) => typeof field === 'string');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
