import { useConnection } from '../live/use-connection.ts';
import '../parts/notice.css';

/** Says what to do where the API wants to know who asks. It goes by itself once a request is let through. */
export function LogIn() {
  if (useConnection() !== 'refused') return null;
  return (
    <div class="notice bad" role="alert">
      <span>
        You are not logged in: the API answered 401. Log in where you do so for this address, such as at the
        proxy before the dispatcher, and load this page again.
      </span>
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </div>
  );
}
