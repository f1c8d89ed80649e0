/** For `--import`: from here on the clock of this process is `AG06_TEST_CLOCK_MS` ahead of its host's. */
const aheadMs = Number(process.env.AG06_TEST_CLOCK_MS ?? 0);
const { now } = Date;
Date.now = () => now() + aheadMs;
