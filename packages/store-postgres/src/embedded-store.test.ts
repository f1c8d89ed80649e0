import { describeEquivalence, describeReads, describeStore } from '@ag06/store/conformance';
import { useEmbeddedStore } from './fixtures/use-embedded-store.ts';

const opened = useEmbeddedStore();

describeReads('reads of a store in an embedded PostgreSQL', opened);
// The whole suites are those of a server, which has the same functions, and in `exhaustive`: here each command takes ten times as long.
describeEquivalence('the store in an embedded PostgreSQL beside the reference', opened, { cases: 60 });
describeStore('the store in an embedded PostgreSQL', opened, { isSmall: true });
