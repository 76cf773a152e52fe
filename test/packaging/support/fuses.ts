/** What stands in Electron's program before the fuses, the version of their list and their number. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

const LIST_VERSION = 1;

/** In the order in which Electron 45 has them in its program. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;

type Fuses = Readonly<Record<string, boolean>>;

/** As Electron 45 comes. */
export const ELECTRON_FUSES: Fuses = {
  runAsNode: true,
  enableCookieEncryption: false,
  enableNodeOptionsEnvironmentVariable: true,
  enableNodeCliInspectArguments: true,
  enableEmbeddedAsarIntegrityValidation: false,
  onlyLoadAppFromAsar: false,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: true,
  wasmTrapHandlers: true,
};

/** The piece of a program that holds fuses. */
export function fuseWire(fuses: Fuses): Buffer {
  const states = FUSES.map((name) => (fuses[name] === true ? '1' : '0')).join('');
  return Buffer.concat([
    Buffer.from(SENTINEL, 'latin1'),
    Buffer.from([LIST_VERSION, FUSES.length]),
    Buffer.from(states, 'latin1'),
  ]);
}

/**
 * Reads the fuses of a program.
 * @throws Error where it has none, or such as are not known here.
 */
export function readFuses(program: Buffer): Fuses {
  const start = program.indexOf(SENTINEL, 0, 'latin1');
  if (start === -1) throw new Error('This program has no fuses: it is not Electron.');
  const wire = program.subarray(start + SENTINEL.length);
  if (wire[0] !== LIST_VERSION || wire[1] !== FUSES.length) {
    throw new Error(`This program has other fuses: list ${String(wire[0])}, ${String(wire[1])} of them.`);
  }
  return Object.fromEntries(FUSES.map((name, index) => [name, wire[index + 2] === '1'.charCodeAt(0)]));
}
