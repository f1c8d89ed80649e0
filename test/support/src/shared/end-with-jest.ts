// A process of jest would go on with its file, and with the fleets of that, when jest was killed: nobody tells it but the channel.
const { exit } = process;
if (process.send !== undefined) process.once('disconnect', () => exit(1));
