import { expect } from '@jest/globals';
import type { FetchHandler } from '../options.ts';

/** Where the tests mount the handler. */
export const BASE = '/api/fleet';

export type Body = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

/** Calls a handler as accounts of the shop. */
export function createCaller(findHandler: () => FetchHandler) {
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    findHandler()(new Request(`http://shop.example${BASE}${path}`, init));
  const get = (path: string, account = 'ann') => send(path, { headers: { 'x-account': account } });
  const post = (path: string, body: unknown, account = 'ann', headers: Headers = {}) =>
    send(path, {
      method: 'POST',
      headers: { 'x-account': account, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  /** Starts a run, and resolves with its id. */
  const start = async (workflow: string, input: unknown, account = 'ann', headers: Headers = {}) => {
    const response = await post('/runs', { workflow, input }, account, headers);
    expect(response.status).toBe(202);
    return String(((await response.json()) as Body).runId);
  };
  return { send, get, post, start };
}

export async function expectProblem(answer: Promise<Response>, status: number, code: string): Promise<Body> {
  const response = await answer;
  const problem = (await response.json()) as Body;
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.any(String), status, code });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return problem;
}
