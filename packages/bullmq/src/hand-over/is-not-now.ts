/** Replies of a Redis that cannot take a command now, also from inside a script: it starts, was demoted, is full, or is busy. */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|UNBLOCKED|OOM|max number of clients)\b/;

/** Whether a command is to be sent again later. All else, such as a missing permission, has to be mended by somebody. */
export const isNotNow = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ReplyError' && NOT_NOW.test(error.message);
