"""The client of the usual tutorial: prints what comes. Debian's python3-websocket, and nothing else.

Arguments: the address, and how many frames to take. The clocks run from the first frame to the last.
"""

import json
import sys
import time

import websocket

url, frames = sys.argv[1], int(sys.argv[2])
taken = 0
started = None


def on_open(app):
    print("ready", file=sys.stderr, flush=True)


def on_message(app, message):
    global taken, started
    event = json.loads(message)
    print(event)
    taken += 1
    if taken == 1:
        started = (time.process_time(), time.perf_counter())
    elif taken == frames:
        spent = (time.process_time() - started[0], time.perf_counter() - started[1])
        result = {"cpuMs": spent[0] * 1000, "wallMs": spent[1] * 1000}
        print(json.dumps(result), file=sys.stderr, flush=True)
        app.close()


websocket.WebSocketApp(url, on_open=on_open, on_message=on_message).run_forever()
