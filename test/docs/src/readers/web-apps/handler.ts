import { createHandler } from '@ag06/fetch';

export const handler = createHandler({
  url: 'http://127.0.0.1:4606',
  basePath: '/api/fleet',
  workflows: { refund: { cancel: true } },
  authorize: () => ({ tenant: 'acme' }),
});
