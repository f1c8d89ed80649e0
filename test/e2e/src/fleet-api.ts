import { until } from '@ag06/test-support';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly step?: string;
  readonly item?: number;
  readonly attempt?: number;
  readonly iteration?: number;
  readonly output?: unknown;
  readonly worker?: string;
  readonly lost?: number;
}

/** The API of a fleet, wherever it runs. */
export class FleetApi {
  /** Where the dispatcher is that answers. */
  url = '';

  async call(
    method: string,
    path: string,
    body?: string | object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(!isText && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as Record<string, unknown>,
    };
  }

  /** Resolves when the store answers: while a connection that was just reset is opened again, the API answers 503. */
  async untilAnswered(): Promise<void> {
    await until(async () => (await this.call('GET', '/v1/runs?limit=1')).status === 200);
  }

  push(definition: object): Promise<Answer> {
    return this.call('POST', '/v1/workflows', definition);
  }

  async submit(
    workflow: string,
    input: unknown = null,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const answer = await this.call('POST', '/v1/runs', { workflow, input }, headers);
    if (answer.status > 202) throw new Error(`The submission was refused: ${JSON.stringify(answer.body)}`);
    return String(answer.body.runId);
  }

  /** The result of a run that ends within `seconds`. */
  async result(runId: string, seconds = 30): Promise<Answer['body']> {
    return (await this.call('GET', `/v1/runs/${runId}/result?wait=${seconds}s`)).body;
  }

  /** The first 500. */
  async events(runId: string): Promise<readonly EventView[]> {
    return (await this.#eventPage(`/v1/runs/${runId}/events?limit=500`)).events as EventView[];
  }

  /** However many they are. */
  async allEvents(runId: string): Promise<readonly EventView[]> {
    const events: EventView[] = [];
    for (let after = 0; ; ) {
      const body = await this.#eventPage(`/v1/runs/${runId}/events?limit=500&after=${after}`);
      events.push(...(body.events as EventView[]));
      if (body.next === undefined) return events;
      after = Number(body.next);
    }
  }

  /** Asks again while the store is too slow for an answer in time, as it may be on a busy machine. */
  #eventPage(path: string): Promise<Answer['body']> {
    return until(
      async () => {
        const { status, body } = await this.call('GET', path);
        if (status === 200) return body;
        throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
      },
      { message: 'the events of a run' },
    );
  }
}
