import asyncio
import json
import sys
import time

from bullmq import Job, Queue

WAIT_SECONDS = 60


async def wait_for_end(queue, job_id):
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        job = await Job.fromId(queue, job_id)
        if job.finishedOn:
            failed = getattr(job, "failedReason", None)
            return {"failed": failed} if failed else {"value": job.returnvalue}
        await asyncio.sleep(0.05)
    return {"failed": "not finished"}


async def main():
    queue = Queue("ag06.submissions", {"connection": sys.argv[1]})
    jobs = [
        await queue.add(job["name"], job["data"], job.get("opts", {}))
        for job in json.load(sys.stdin)
    ]
    for job in jobs:
        end = await wait_for_end(queue, job.id)
        print(json.dumps({"jobId": job.id, **end}), flush=True)
    await queue.close()


asyncio.run(main())
