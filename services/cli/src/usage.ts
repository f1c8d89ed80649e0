export const USAGE = `ag06: a fleet of agent workers

  ag06 up [--workers N] [--agents FILE,FILE]     start a fleet: in this process, or on AG06_BROKER_URL's server
  ag06 migrate                                   make or update the tables of a PostgreSQL server
  ag06 dispatcher | worker | optimizer           start one service in the foreground
  ag06 run NAME|FILE [--input JSON|@FILE] [--follow] [--priority P] [--tag T]... [--key K]
                     [--correlation-id C] [--timeout D] [--delay D]
  ag06 runs list [--status S]... [--workflow W] [--tag T]... [--correlation-id C] [--limit N] [--cursor C]
  ag06 runs show RUN [STEP [--item N]] [--verbose]     steps, attempts, what failed; of a step also its input
  ag06 runs items RUN STEP [--limit N] [--cursor C]    items of a forEach step
  ag06 runs events | cancel RUN
  ag06 feed [--run RUN]... [--workflow W]... [--type T]... [--after ID]     what happens, as it happens
  ag06 workflows push FILE | list | validate FILE
  ag06 agents [--window 1|10|60]                 what each agent's attempts were, over so many minutes
  ag06 tuning [set AGENT KNOB=VALUE...|off|on] [--reason R]     settings of agents, the others stay (KNOB=static: back); off: all static
  ag06 breakers [open|close|off NAME]            what is not called for a while, for it failed; or move one by hand
  ag06 workers | queues | dead-letters
  ag06 health                                    how a running fleet is, part by part, and what to do (exit 1: unhealthy)
  ag06 doctor                                    look for what would keep a service from starting
  ag06 demo [FOLDER]                             digest a folder on a fleet of its own

  AG06_BROKER_URL: redis://HOST, postgres://USER@HOST/DATABASE, or embedded:[FOLDER] (the default, in .ag06).
  --json anywhere prints JSON. AG06_URL names the dispatcher (http://127.0.0.1:4606).
  Exit: 0 done, 1 the run did not complete or was refused, 2 wrong call, 3 nobody answers.
`;
