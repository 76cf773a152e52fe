import { readFileSync } from 'node:fs';
import type { NativeImage as ElectronImage } from 'electron';
import { StrictObject } from '../lacking.ts';

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture: its bytes, and the size that a PNG tells of itself. */
export class NativeImage
  extends StrictObject
  implements
    Pick<
      ElectronImage,
      'isEmpty' | 'toPNG' | 'toDataURL' | 'setTemplateImage' | 'isTemplateImage' | 'getSize'
    >
{
  /** Where it was read from; null where it was made from bytes. */
  readonly path: string | null;
  readonly #bytes: Buffer;
  #isTemplate = false;

  constructor(bytes: Buffer, path: string | null) {
    super();
    this.#bytes = bytes;
    this.path = path;
  }

  isEmpty(): boolean {
    const { width, height } = this.getSize();
    return width === 0 || height === 0;
  }

  getSize(): { width: number; height: number } {
    if (!this.#bytes.subarray(0, 8).equals(pngStart)) return { width: 0, height: 0 };
    return { width: this.#bytes.readUInt32BE(16), height: this.#bytes.readUInt32BE(20) };
  }

  toPNG(): Buffer<ArrayBuffer> {
    return Buffer.from(this.#bytes);
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.#bytes.toString('base64')}`;
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }

  /** A second picture for finer screens; the host shows none. */
  addRepresentation(): void {
    return;
  }
}

/** Electron's `nativeImage`: an unreadable file gives an empty picture, as there. */
export const nativeImageMembers = {
  createEmpty: () => new NativeImage(Buffer.alloc(0), null),
  createFromBuffer: (bytes: Buffer) => new NativeImage(bytes, null),
  createFromDataURL: (url: string) => {
    return new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'), null);
  },
  createFromPath: (path: string) => {
    try {
      return new NativeImage(readFileSync(path), path);
    } catch {
      return new NativeImage(Buffer.alloc(0), path);
    }
  },
};
