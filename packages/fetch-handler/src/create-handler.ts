import { Client } from '@ag06/client';
import { type Call, toCallOptions } from './call.ts';
import { EventHub } from './event-hub.ts';
import { findRoute, type Route } from './find-route.ts';
import { followRun } from './follow-run.ts';
import type { FetchHandler, HandlerOptions } from './options.ts';
import { toOwnerTag } from './owner.ts';
import { ProblemError, toProblemResponse } from './problem.ts';
import { showRun } from './show-run.ts';
import { startRun } from './start-run.ts';
import { answerApproval, cancelRun, sendSignal } from './steer-run.ts';
import { TenantRates } from './tenant-rates.ts';

const BODY_BYTES = 65_536;
const READERS_MAX = 500;
const AUTHORIZE_AGAIN_MS = 60_000;
/** A person waits for the answer, so the fleet may be away for so long. */
const RETRY_FOR_MS = 3_000;

/**
 * Creates a handler of the Fetch API by which the users of a web app start runs of some workflows, read and follow their own runs, and
 * send what the options allow. Refusals are problem documents (RFC 9457).
 *
 * @throws AddressError for a `url` that is none, TypeError for a `basePath` that is none
 */
export function createHandler(options: HandlerOptions): FetchHandler {
  const { url, authorize, bodyBytes = BODY_BYTES, readersMax = READERS_MAX } = options;
  const { authorizeAgainMs = AUTHORIZE_AGAIN_MS } = options;
  const client =
    options.client ?? new Client({ ...(url !== undefined && { url }), retryForMs: RETRY_FOR_MS });
  const basePath = checkBasePath(options.basePath ?? '');
  const onError = options.onError ?? ((error) => console.error(error));
  const workflows = new Map(Object.entries(options.workflows));
  const hub = new EventHub(client, [...workflows.keys()], readersMax);
  const rates = new TenantRates(() => performance.now());
  return async (request) => {
    try {
      const route = findRoute(request.method, new URL(request.url).pathname, basePath);
      const caller = await authorize(request);
      if (caller instanceof Response) return caller;
      if (caller === undefined) throw new ProblemError(401, 'CALLER_UNKNOWN', 'Sign in to call this.');
      const owner = await toOwnerTag(caller);
      const rate = caller.limits?.rate ?? options.rate;
      if (rate !== undefined) rates.take(owner, rate);
      const isOwner = async () => {
        const again = await authorize(request);
        return again !== undefined && !(again instanceof Response) && (await toOwnerTag(again)) === owner;
      };
      const call = {
        request,
        client,
        workflows,
        hub,
        bodyBytes,
        caller,
        owner,
        isStillAllowed: onceIn(authorizeAgainMs, isOwner, onError),
        options: toCallOptions(request),
      };
      return await answer(call, route);
    } catch (error) {
      // Nobody reads the answer to a caller who has left, and nothing is wrong.
      return toProblemResponse(error, request.signal.aborted ? () => {} : onError);
    }
  };
}

function answer(call: Call, route: Route): Promise<Response> {
  switch (route.do) {
    case 'start':
      return startRun(call);
    case 'show':
      return showRun(call, route.runId);
    case 'follow':
      return followRun(call, route.runId);
    case 'cancel':
      return cancelRun(call, route.runId);
    case 'signal':
      return sendSignal(call, route.runId, route.name);
    case 'answer':
      return answerApproval(call, route.runId, route.step);
  }
}

/** Asks at most once in so many milliseconds, and answers as before meanwhile. An error is told, and is a no. */
function onceIn(
  ms: number,
  ask: () => Promise<boolean>,
  onError: (error: unknown) => void,
): () => Promise<boolean> {
  let askedAt = performance.now();
  return async () => {
    if (performance.now() - askedAt < ms) return true;
    askedAt = performance.now();
    return ask().catch((error: unknown) => {
      onError(error);
      return false;
    });
  };
}

function checkBasePath(path: string): string {
  if (/^(\/[^/?#]+)*$/.test(path)) return path;
  throw new TypeError(
    `basePath is a path such as /api/fleet, without a slash at its end; got ${JSON.stringify(path)}.`,
  );
}
