import { EventEmitter } from 'node:events';
import type { Rectangle } from 'electron';
import type { Page, Window } from '../../../main/desktop/main-window.ts';

class FakeContents extends EventEmitter implements Page {
  readonly sent: { name: string; payload: unknown }[] = [];
  reloads = 0;
  destroyed = false;

  send(name: string, payload: unknown): void {
    this.sent.push({ name, payload });
  }

  reload(): void {
    this.reloads += 1;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }
}

/** A window without a screen: it keeps its state and what was done to it. */
export class FakeWindow extends EventEmitter implements Window {
  readonly webContents = new FakeContents();
  readonly urls: string[] = [];
  visible = false;
  minimized = false;
  focused = false;
  destroyed = false;
  bounds: Rectangle = { x: 0, y: 0, width: 380, height: 560 };

  show(): void {
    this.visible = true;
  }

  showInactive(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
    this.focused = false;
  }

  minimize(): void {
    this.minimized = true;
    this.focused = false;
  }

  restore(): void {
    this.minimized = false;
  }

  focus(): void {
    this.focused = true;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isFocused(): boolean {
    return this.focused;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getBounds(): Rectangle {
    return this.bounds;
  }

  setPosition(x: number, y: number): void {
    this.bounds = { ...this.bounds, x, y };
  }

  loadURL(url: string): Promise<void> {
    this.urls.push(url);
    return Promise.resolve();
  }

  /** Tries to close it. @returns whether that was prevented. */
  close(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    return prevented;
  }

  finishLoad(): void {
    this.webContents.emit('did-finish-load');
    this.emit('ready-to-show');
  }

  crash(): void {
    this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  }
}
