import { NonRetryable } from '@ag06/agent-kit';
import { readErrorCode } from './read-error-code.ts';

/** An error of reading a folder, as one that no retry mends where that is so. */
export function explainFolderError(error: unknown, root: string): unknown {
  const code = readErrorCode(error);
  if (code === 'ENOENT') {
    return new NonRetryable(`There is no folder ${root}.`, { code: 'FOLDER_NOT_FOUND', cause: error });
  }
  if (code === 'ENOTDIR') {
    return new NonRetryable(`${root} is not a folder.`, { code: 'FOLDER_NOT_FOUND', cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new NonRetryable(`The folder ${root} may not be read.`, {
      code: 'FOLDER_FORBIDDEN',
      cause: error,
    });
  }
  return error;
}
