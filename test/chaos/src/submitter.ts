import { Problem, Submitted } from './api.ts';
import { monotonicMs } from './clock.ts';
import type { Cancellation, Submission, SubmissionEnd } from './history.ts';
import type { HttpClient, Told } from './http-client.ts';

export type SubmissionBody = Pick<Submission, 'workflow' | 'input' | 'delayMs' | 'tags'> & {
  readonly priority: string;
};

/** Submits and cancels, and remembers what it was told. Each submission carries a correlation id of its own. */
export class Submitter {
  readonly submissions: Submission[] = [];
  readonly cancellations: Cancellation[] = [];
  readonly #http: HttpClient;
  readonly #name: string;
  #count = 0;

  constructor(name: string, http: HttpClient) {
    this.#name = name;
    this.#http = http;
  }

  /** With a key a try without a good answer is repeated; without one there is a single try. */
  async submit(
    { workflow, input, delayMs, tags, priority }: SubmissionBody,
    key: string | undefined,
    correlationId = `${this.#name}-${++this.#count}`,
  ): Promise<SubmissionEnd> {
    const from = monotonicMs();
    const request = {
      method: 'POST',
      path: '/v1/runs',
      body: { workflow, input, priority, tags, ...(delayMs > 0 && { delay: delayMs }) },
      headers: { 'x-correlation-id': correlationId, ...(key !== undefined && { 'idempotency-key': key }) },
    } as const;
    const told =
      key === undefined
        ? { answer: await this.#http.send(request), isAnyTryLost: false }
        : await this.#http.insist(request);
    const end = toEnd(told);
    this.submissions.push({
      correlationId,
      key,
      workflow,
      input,
      delayMs,
      tags,
      end,
      from,
      to: monotonicMs(),
    });
    return end;
  }

  /** Of the first submission that was acknowledged with this run. */
  correlationIdOf(runId: string): string | undefined {
    return this.submissions.find(({ end }) => end.is === 'acknowledged' && end.runId === runId)
      ?.correlationId;
  }

  async cancel(runId: string, verb: 'cancel' | 'terminate' = 'cancel'): Promise<void> {
    const from = monotonicMs();
    const { answer } = await this.#http.insist({ method: 'POST', path: `/v1/runs/${runId}/${verb}` });
    this.cancellations.push({ runId, from, to: monotonicMs(), end: toCancelEnd(answer?.status) });
  }
}

function toEnd({ answer, isAnyTryLost }: Told): SubmissionEnd {
  if (answer === undefined || answer.status >= 500) return { is: 'unknown' };
  if (answer.status < 300) return { is: 'acknowledged', runId: Submitted.parse(answer.body).runId };
  if (isAnyTryLost) return { is: 'unknown' };
  return { is: 'refused', status: answer.status, code: Problem.parse(answer.body).code };
}

export function toCancelEnd(status: number | undefined): Cancellation['end'] {
  if (status === undefined || status >= 500) return 'unknown';
  if (status < 300) return 'acknowledged';
  return status === 409 ? 'too late' : 'refused';
}
