import { connect, type Socket } from 'node:net';
import { decodeMessage, encodeMessage, type Message } from './message.ts';

export interface Call {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: readonly unknown[];
}

const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };

interface Waiter {
  readonly resolve: (body: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** A program's connection to a D-Bus session; no more of it than notifications need. */
export class DBusConnection {
  readonly #socket: Socket;
  readonly #waiters = new Map<number, Waiter>();
  readonly #listeners = new Set<(message: Message) => void>();
  #lastSerial = 0;
  #rest = Buffer.alloc(0);
  #isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      for (let next = decodeMessage(this.#rest); next !== null; next = decodeMessage(this.#rest)) {
        this.#rest = this.#rest.subarray(next.length);
        this.#receive(next.message);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isOpen = false;
      for (const { reject } of this.#waiters.values()) reject(new Error('The D-Bus session is gone.'));
      this.#waiters.clear();
    });
  }

  /**
   * Connects and introduces itself.
   * @param address as in DBUS_SESSION_BUS_ADDRESS; a socket of this machine.
   * @throws where there is no bus.
   */
  static async open(address: string): Promise<DBusConnection> {
    const socket = connect(socketPath(address));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (error) => {
        reject(new Error('There is no D-Bus session at the address.', { cause: error }));
      });
    });
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    await new Promise<void>((resolve, reject) => {
      socket.once('data', (answer: Buffer) => {
        if (answer.toString('ascii').startsWith('OK')) resolve();
        else reject(new Error('The D-Bus session refuses this user.'));
      });
      socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    });
    socket.write('BEGIN\r\n');
    const connection = new DBusConnection(socket);
    await connection.call({ ...bus, interface: bus.destination, member: 'Hello' });
    return connection;
  }

  /** Rejects with the other side's words where it refuses. */
  call(call: Call): Promise<readonly unknown[]> {
    if (!this.#isOpen) return Promise.reject(new Error('The D-Bus session is gone.'));
    const serial = (this.#lastSerial += 1);
    return new Promise((resolve, reject) => {
      this.#waiters.set(serial, { resolve, reject });
      this.#socket.write(encodeMessage({ body: [], ...call, kind: 'call', serial }));
    });
  }

  /** Hears what others send; the end of it is returned. */
  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Asks for the signals of an interface. */
  async match(interfaceName: string): Promise<void> {
    const body = [`type='signal',interface='${interfaceName}'`];
    await this.call({ ...bus, interface: bus.destination, member: 'AddMatch', signature: 's', body });
  }

  /** From now on the connection only hears: everything that anybody sends to an interface. */
  async becomeMonitor(interfaceName: string): Promise<void> {
    const rules = [`interface='${interfaceName}'`, `type='method_return'`];
    await this.call({
      ...bus,
      interface: 'org.freedesktop.DBus.Monitoring',
      member: 'BecomeMonitor',
      signature: 'asu',
      body: [rules, 0],
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** A connection by itself does not keep the program running. */
  unref(): void {
    this.#socket.unref();
  }

  #receive(message: Message): void {
    const { replySerial } = message;
    const waiter = replySerial === undefined ? undefined : this.#waiters.get(replySerial);
    if (replySerial !== undefined && waiter !== undefined) {
      this.#waiters.delete(replySerial);
      if (message.kind === 'error') {
        const [reason] = message.body;
        waiter.reject(
          new Error(`D-Bus: ${message.errorName ?? 'error'}: ${typeof reason === 'string' ? reason : ''}`),
        );
      } else waiter.resolve(message.body);
    }
    for (const listener of this.#listeners) listener(message);
  }
}

function socketPath(address: string): string {
  const match = /unix:(path|abstract)=([^,;]+)/.exec(address);
  if (match?.[2] === undefined)
    throw new Error('The address of the D-Bus session is not a socket of this machine.');
  const name = decodeURIComponent(match[2]);
  return match[1] === 'abstract' ? `\0${name}` : name;
}
