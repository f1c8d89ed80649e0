import { Client } from '@ag06/client';
import { Connection } from './live/connection.ts';

/** Whether the dispatcher answers, as the requests of the page tell. */
export const connection = new Connection();

/** The API of the dispatcher that served this page. A log-in belongs between it and `fetch`. */
export const client = new Client({
  url: location.origin,
  fetch: connection.watch((input, init) => fetch(input, init)),
});
