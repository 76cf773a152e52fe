import { atLeast, type Row } from './row.ts';
import { measureThroughput, type Rate, type Throughput, type ThroughputPlan } from './throughput.ts';

/** The least share of the floor's frames for each second of processor time. */
const CHANNELS_SHARE = 0.75;
const DIRECT_SHARE = 0.5;

/** How many times the Python program's. */
const PYTHON_TIMES = 10;

/**
 * The way from the socket to decided messages, against the floor and against the Python program. The targets are for
 * processor time: on a busy machine it says what a frame costs, where time on the wall says who else was running.
 */
export async function throughputRows(quick: boolean): Promise<readonly Row[]> {
  const often = quick ? { rounds: 1, warmUps: 1 } : { rounds: 9, warmUps: 3 };
  const plans: readonly ThroughputPlan[] = [
    { stream: 'channels', frames: quick ? 1_000 : 10_000, pythonFrames: quick ? 20 : 200, ...often },
    { stream: 'direct', frames: quick ? 2_000 : 100_000, pythonFrames: quick ? 50 : 3_000, ...often },
  ];
  const [channels, direct] = await measureThroughput(plans);
  if (channels === undefined || direct === undefined) throw new Error('Not every stream was measured.');
  return [
    floorRow(`channels, frames of ${kilobytes(channels)}: share of the floor`, channels, CHANNELS_SHARE),
    floorRow(
      `direct, frames of ${Math.round(direct.frameBytes)} B: share of the floor`,
      direct,
      DIRECT_SHARE,
    ),
    pythonRow('channels: times the Python program', channels),
    pythonRow('direct: times the Python program', direct),
  ];
}

function floorRow(what: string, { floor, engine }: Throughput, share: number): Row {
  const cpu = engine.perCpuSecond / floor.perCpuSecond;
  const wall = engine.perWallSecond / floor.perWallSecond;
  return {
    what,
    measured: `${cpu.toFixed(2)} of ${rate(floor)} (wall ${wall.toFixed(2)})`,
    target: atLeast(cpu, share),
    numbers: {
      share: cpu,
      wallShare: wall,
      enginePerCpuSecond: engine.perCpuSecond,
      floorPerCpuSecond: floor.perCpuSecond,
      enginePerWallSecond: engine.perWallSecond,
      floorPerWallSecond: floor.perWallSecond,
    },
  };
}

function pythonRow(what: string, { engine, python }: Throughput): Row {
  if (python === null) {
    return {
      what,
      measured: 'not measured: python3-websocket is not installed',
      target: null,
      numbers: { times: null },
    };
  }
  const times = engine.perCpuSecond / python.perCpuSecond;
  const wall = engine.perWallSecond / python.perWallSecond;
  return {
    what,
    measured: `${times.toFixed(1)} × ${rate(python)} (wall ${wall.toFixed(1)})`,
    target: atLeast(times, PYTHON_TIMES, ' ×'),
    numbers: { times, wallTimes: wall, pythonPerCpuSecond: python.perCpuSecond },
  };
}

function kilobytes({ frameBytes }: Throughput): string {
  return `${(frameBytes / 1_024).toFixed(1)} KB`;
}

function rate({ perCpuSecond }: Rate): string {
  return `${Math.round(perCpuSecond).toLocaleString('en')}/s`;
}
