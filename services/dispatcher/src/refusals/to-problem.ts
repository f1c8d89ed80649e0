import { STATUS_CODES } from 'node:http';
import type { ProblemView, Refusal } from '@ag06/contracts';

/** A refusal as a problem document (RFC 9457), for answers of every kind and for dead letters. */
export function toProblem({ status, code, message, errors, errorCount }: Refusal): ProblemView {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: message,
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(errorCount > errors.length && { errorCount }),
  };
}
