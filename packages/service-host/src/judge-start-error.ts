/** Why a service cannot start, as an operator reads it. */
interface StartProblem {
  /** `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`, or the code of an error that is told as it is. */
  readonly code: string;
  readonly message: string;
}

const SETTINGS =
  'AG06_HTTP_HOST and AG06_HTTP_PORT of a dispatcher, AG06_HEALTH_HOST and AG06_HEALTH_PORT of a worker or an optimizer';

/** Errors that say what to mend. By name, because most processes never load the packages that have them. */
const TOLD_AS_THEY_ARE: readonly string[] = ['Refusal', 'StoreError', 'ObjectError'];

/** What of an error at the start the operator can mend; undefined for a defect. */
export function judgeStartError(error: unknown): StartProblem | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (error instanceof Error && TOLD_AS_THEY_ARE.includes(error.name) && 'code' in error)
    return { code: String(error.code), message: error.message };
  const {
    code,
    syscall,
    address = '',
    port,
  } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (syscall !== 'listen' && syscall !== 'bind' && syscall !== 'getaddrinfo') return undefined;
  const where = port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return {
        code: 'PORT_IN_USE',
        message: `Somebody listens at ${where} already, perhaps another fleet. End it, or choose another port: ${SETTINGS}.`,
      };
    case 'EACCES':
      return {
        code: 'PORT_FORBIDDEN',
        message: `This user may not listen at ${where}. Choose a port from 1024 on: ${SETTINGS}.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return {
        code: 'HOST_UNKNOWN',
        message: `This machine has no address ${where === '' ? 'of that name' : where}. Choose another host: ${SETTINGS}.`,
      };
    default:
      return undefined;
  }
}
