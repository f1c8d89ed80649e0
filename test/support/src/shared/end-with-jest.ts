/** A listener to the end of the channel would keep a process of jest alive that has nothing more to do. */
const LOOK_MS = 500;

// A process of jest would go on with its file, and with the fleets of that, when jest was killed: nobody tells it but the channel.
const { exit } = process;
if (process.send !== undefined)
  setInterval(() => {
    if (!process.connected) exit(1);
  }, LOOK_MS).unref();
