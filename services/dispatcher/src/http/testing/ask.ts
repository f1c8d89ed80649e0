/** A request, and where the document of the API describes its answers. */
export interface Ask {
  /** As the document has it. */
  readonly path: string;
  readonly method?: 'delete' | 'get' | 'post' | 'put';
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks, checks the answer by the document, and answers with it. */
export type AskApi = (ask: Ask, status: number, code?: string) => Promise<Answered>;

/** What cases need of an answer. */
export interface Answered {
  readonly runId: string;
  readonly code?: string;
  readonly next?: string;
  readonly status?: unknown;
  readonly bulkId?: string;
  readonly id?: string;
  readonly incarnation?: number;
  readonly items?: readonly unknown[];
}

export const NOBODY = { id: 'r0-000000000aaaaaaaaaaaa' };
export const START = { path: '/v1/runs', method: 'post' } as const;
