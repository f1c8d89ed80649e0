import type { RunStateView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import { AnswerError } from './errors.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import type { RunLike } from './run-types.ts';
import { toQuery } from './to-query.ts';

const LINES = 'application/x-ndjson';
/** No line has more characters: an event has at most the input, or one output. */
const LINE_MAX = 16 * 1024 * 1024;

/** Looks back at runs: `client.history`. */
export class History {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Returns a run as its readers saw it at a moment: the number of an event, or a time. Absent: the end of the log. Rejects
   * with `RefusedError` RUN_UNKNOWN, or RUN_NOT_YET for a moment before the run.
   */
  state(
    run: RunLike,
    { at, ...options }: CallOptions & { readonly at?: number | string | Date | undefined } = {},
  ): Promise<RunStateView> {
    const path = `${pathOf(idOf(run))}/state${toQuery({ at })}`;
    return this.#caller.call({ method: 'GET', path, shape: { status: 'text', at: 'text' } }, options);
  }

  /**
   * Yields the lines of an export: the head with the definition, each event, and the end. A file of them, one a line, can be
   * replayed. The call is not repeated once its first line came. Rejects with `RefusedError` RUN_UNKNOWN.
   */
  async *export(run: RunLike, options?: CallOptions): AsyncGenerator<string, void, void> {
    for await (const lines of this.exportPages(run, options)) yield* lines;
  }

  /** Yields the same, some lines at a time: faster for a long log. */
  async *exportPages(run: RunLike, options: CallOptions = {}): AsyncGenerator<readonly string[], void, void> {
    const path = `${pathOf(idOf(run))}/export`;
    const body = await this.#caller.open({ method: 'GET', path }, options, LINES);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw new AnswerError(path, `end of a line within ${LINE_MAX} characters`);
      yield lines;
    }
    if (rest !== '') throw new AnswerError(path, 'end of the last line');
  }
}
