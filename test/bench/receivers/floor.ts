import { WebSocket } from 'ws';
import { serveRounds } from './rounds.ts';

/** The floor: `ws` and `JSON.parse`, the least that any Node program does with these frames. */
serveRounds((stream, port, events) => {
  let count = 0;
  let last = 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${stream}/floor`, { perMessageDeflate: false });
  socket.on('open', () => {
    events.ready();
  });
  socket.on('message', (data: Buffer) => {
    if (typeof JSON.parse(data.toString('utf8')) !== 'object') throw new Error('A frame is no object.');
    count += 1;
    if (count === last) events.done();
  });
  return {
    begin({ frames }) {
      count = 0;
      last = frames;
    },
    check() {
      if (count !== last) throw new Error(`${count} frames came, not ${last}.`);
    },
  };
});
