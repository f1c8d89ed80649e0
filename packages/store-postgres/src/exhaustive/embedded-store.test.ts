import { describeStore } from '@ag06/store/conformance';
import { useEmbeddedStore } from '../fixtures/use-embedded-store.ts';

// `npm run test:faults`; `npm test` has a sample, and compares with the reference.
describeStore('the whole store in an embedded PostgreSQL', useEmbeddedStore());
