import { describeEquivalence, describeStore } from '@ag06/store/conformance';
import { useEmbeddedStore } from '../fixtures/use-embedded-store.ts';

// `npm run test:faults`; `npm test` has a sample.
const opened = useEmbeddedStore();

describeEquivalence('the whole store in an embedded PostgreSQL beside the reference', opened);
describeStore('the whole store in an embedded PostgreSQL', opened);
