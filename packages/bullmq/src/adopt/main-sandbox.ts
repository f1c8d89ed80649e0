import { createRequire } from 'node:module';

/**
 * A child process of BullMQ's sandbox. It waits 5 s for answers of its parent, but half a second where `NODE_ENV` is `test` when its
 * processor is loaded, which a busy machine takes. The processor of the user has the `NODE_ENV` that it was given.
 */
const require = createRequire(import.meta.url);
const { NODE_ENV } = process.env;
delete process.env.NODE_ENV;
require('bullmq/dist/cjs/classes/child-processor.js');
if (NODE_ENV !== undefined) process.env.NODE_ENV = NODE_ENV;
require('bullmq/dist/cjs/classes/main.js');
