import { Client } from '@ag06/client';

/** The API of the dispatcher that served this page. */
export const client = new Client({ url: location.origin });
