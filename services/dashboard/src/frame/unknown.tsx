/** Shown for an address that is no page. */
export function Unknown() {
  return (
    <>
      <h1>No such page</h1>
      <p>
        There is nothing at {location.pathname}. <a href="/">Go to the overview.</a>
      </p>
    </>
  );
}
