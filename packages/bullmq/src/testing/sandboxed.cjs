const { UnrecoverableError } = require('bullmq');

/** A sandboxed processor, as BullMQ's documentation has it. */
module.exports = async (job) => {
  await job.updateProgress(50);
  await job.log(`${job.name} in another process`);
  if (job.data.hangs) await new Promise(() => {});
  if (job.data.fails) throw new UnrecoverableError('never again');
  return {
    ownProcess: process.pid !== job.data.pid,
    children: await job.getChildrenValues(),
    attempt: job.attemptsStarted,
    environment: process.env.NODE_ENV,
  };
};
