import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { numberAt, parseJson, recordAt } from '../../main/genesys/json.ts';
import { startChild, type Child } from './child-process.ts';
import { median } from './median.ts';
import { streamNamed, type StreamName } from './streams/streams.ts';

/** What Debian's packages come with; another Python would not see them. */
const PYTHON = '/usr/bin/python3';

/** A receiver's frames a second, of its processor's time and of the wall's. */
export interface Rate {
  perCpuSecond: number;
  perWallSecond: number;
}

export interface ThroughputPlan {
  stream: StreamName;
  /** Frames a round. */
  frames: number;
  /** The same for the Python program, which takes longer for each. */
  pythonFrames: number;
  /** Rounds that count. */
  rounds: number;
  /** Rounds before them that do not: the compiler learns. */
  warmUps: number;
}

export interface Throughput {
  /** The frames' average, in bytes. */
  frameBytes: number;
  floor: Rate;
  engine: Rate;
  /** Null where the Python program cannot run. */
  python: Rate | null;
}

/** Measures floor, engine and Python program on the same frames, round after round in turn; medians of the rounds. */
export async function measureThroughput(plans: readonly ThroughputPlan[]): Promise<readonly Throughput[]> {
  const counts = Object.fromEntries(plans.map(({ stream, frames }) => [stream, frames]));
  const sender = startChild('sender.ts', [JSON.stringify(counts)]);
  const receivers: Child[] = [];
  try {
    const listening = await sender.answer('listening');
    const port = numberAt(listening, 'port') ?? 0;
    const withPython = await hasPythonClient();
    const measured: Throughput[] = [];
    for (const plan of plans) {
      // Processes of their own for each stream: what one stream taught the compiler is not what the other needs.
      const floor = startChild('receivers/floor.ts', [plan.stream, String(port)]);
      const engine = startChild('receivers/engine.ts', [plan.stream, String(port)]);
      receivers.push(floor, engine);
      await Promise.all([floor.answer('ready'), engine.answer('ready')]);
      const rates = await playRounds(plan, sender, port, { floor, engine, withPython });
      await Promise.all([floor.end(), engine.end()]);
      const frameBytes = numberAt(recordAt(listening, 'frameBytes'), plan.stream) ?? 0;
      measured.push({ frameBytes, ...rates });
    }
    return measured;
  } finally {
    await Promise.all([sender, ...receivers].map((child) => child.end()));
  }
}

interface Receivers {
  floor: Child;
  engine: Child;
  withPython: boolean;
}

async function playRounds(
  plan: ThroughputPlan,
  sender: Child,
  port: number,
  { floor, engine, withPython }: Receivers,
): Promise<Omit<Throughput, 'frameBytes'>> {
  const { stream, frames, pythonFrames, rounds, warmUps } = plan;
  const messages = streamNamed(stream, frames).messagesIn(frames);
  const rates: { floor: Rate[]; engine: Rate[]; python: Rate[] } = { floor: [], engine: [], python: [] };
  for (let round = 1; round <= warmUps + rounds; round += 1) {
    const request = { stream, frames, messages, round };
    const floorRate = await playRound(floor, sender, { ...request, receiver: 'floor' });
    const engineRate = await playRound(engine, sender, { ...request, receiver: 'engine' });
    if (round <= warmUps) continue;
    rates.floor.push(floorRate);
    rates.engine.push(engineRate);
    if (withPython) rates.python.push(await playPython(stream, pythonFrames, sender, port));
  }
  return {
    floor: medianRate(rates.floor),
    engine: medianRate(rates.engine),
    python: withPython ? medianRate(rates.python) : null,
  };
}

async function playRound(
  receiver: Child,
  sender: Child,
  request: { receiver: string; frames: number; [key: string]: unknown },
): Promise<Rate> {
  receiver.tell({ type: 'begin', ...request });
  await receiver.answer('going');
  sender.tell(request);
  return rateOf(await receiver.answer('done'), request.frames);
}

/** A process for each round: Python has no compiler that must warm up. */
async function playPython(stream: StreamName, frames: number, sender: Child, port: number): Promise<Rate> {
  const program = fileURLToPath(new URL('receivers/tutorial_client.py', import.meta.url));
  const url = `ws://127.0.0.1:${port}/${stream}/python`;
  const python = spawn(PYTHON, [program, url, String(frames)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(python, 'exit');
  let result: unknown;
  for await (const line of createInterface({ input: python.stderr })) {
    if (line === 'ready') sender.tell({ stream, frames, receiver: 'python', round: 0 });
    else result = parseJson(line) ?? result;
  }
  await ended;
  if (result === undefined) throw new Error('The Python program ended without a result.');
  return rateOf(result, frames - 1);
}

async function hasPythonClient(): Promise<boolean> {
  const python = spawn(PYTHON, ['-c', 'import websocket; websocket.WebSocketApp'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    python.once('error', () => {
      resolve(false);
    });
    python.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

function rateOf(result: unknown, frames: number): Rate {
  const cpuMs = numberAt(result, 'cpuMs');
  const wallMs = numberAt(result, 'wallMs');
  if (cpuMs === null || wallMs === null) throw new Error('A receiver told no times.');
  return { perCpuSecond: (frames * 1_000) / cpuMs, perWallSecond: (frames * 1_000) / wallMs };
}

function medianRate(rates: readonly Rate[]): Rate {
  return {
    perCpuSecond: median(rates.map(({ perCpuSecond }) => perCpuSecond)),
    perWallSecond: median(rates.map(({ perWallSecond }) => perWallSecond)),
  };
}
