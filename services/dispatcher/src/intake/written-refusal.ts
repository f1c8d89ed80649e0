import { Refusal, type Violation } from '@ag06/contracts';

/** A refusal as a plain value, because errors lose their class between threads. */
export interface WrittenRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly errors: readonly Violation[];
  readonly errorCount: number;
}

export function writeRefusal({ status, code, message, errors, errorCount }: Refusal): WrittenRefusal {
  return { status, code, message, errors, errorCount };
}

export function toRefusalAgain({ status, code, message, errors, errorCount }: WrittenRefusal): Refusal {
  return new Refusal(status, code, message, { errors, errorCount });
}
