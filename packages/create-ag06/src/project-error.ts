type ProjectErrorCode =
  | 'CALL_INVALID'
  | 'BROKER_UNKNOWN'
  | 'PACKAGES_UNREADABLE'
  | 'FOLDER_IN_USE'
  | 'FOLDER_UNWRITABLE';

/** A project that cannot be written as it was asked for. The message has the remedy. Nothing is written then,
 * except by FOLDER_UNWRITABLE. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  readonly code: ProjectErrorCode;

  constructor(code: ProjectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
