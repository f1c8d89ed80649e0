import { Agent, buildConnector, type Dispatcher, Pool } from 'undici';
import type { AllowEntry } from './allow-list.ts';
import { portOf } from './call-url.ts';
import { findRefusal } from './guard.ts';
import { createGuardedLookup, type Resolve } from './guarded-lookup.ts';
import { parseIpAddress } from './ip-address.ts';

const CONNECTIONS_PER_ORIGIN = 32;
const ORIGINS_MAX = 1_024;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MAX_MS = 60_000;
const RESPONSE_HEADERS_MAX_BYTES = 16 * 1024;

export interface GuardOptions {
  readonly allow: readonly AllowEntry[];
  readonly resolve: Resolve;
  /** Makes the connections that are allowed; undici's own unless given. */
  readonly dial?: typeof buildConnector;
}

/**
 * Pools of HTTP/1.1 connections, each of which was checked when it was made. Pools without a connection are dropped.
 * Time-outs of a call are its caller's; proxy variables of the environment are not read.
 */
export function openDispatcher(guard: GuardOptions): Dispatcher {
  return new Agent({
    factory: (origin, options) =>
      new Pool(origin, { ...options, connect: createConnector(new URL(origin), guard) }),
    connections: CONNECTIONS_PER_ORIGIN,
    maxOrigins: ORIGINS_MAX,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    maxHeaderSize: RESPONSE_HEADERS_MAX_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
}

/** Names are checked by the socket's lookup; an address in the URL has no lookup and is checked here. */
export function createConnector(
  origin: URL,
  { allow, resolve, dial = buildConnector }: GuardOptions,
): buildConnector.connector {
  const port = portOf(origin);
  const connect = dial({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    autoSelectFamily: true,
    lookup: createGuardedLookup(allow, port, resolve),
  });
  return (options, callback) => {
    const address = parseIpAddress(options.hostname);
    const refusal =
      address === undefined ? undefined : findRefusal(allow, { host: options.hostname, port, address });
    if (refusal === undefined) connect(options, callback);
    else queueMicrotask(() => callback(refusal, null));
  };
}
