export type ProjectErrorCode = 'CALL_INVALID' | 'BROKER_UNKNOWN' | 'PACKAGES_UNREADABLE' | 'FOLDER_IN_USE';

/** A project that cannot be written as it was asked for. Nothing is written then; the message has the remedy. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  readonly code: ProjectErrorCode;

  constructor(code: ProjectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
