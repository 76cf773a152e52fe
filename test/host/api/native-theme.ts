import type { NativeTheme as ElectronTheme } from 'electron';
import { StrictEmitter } from '../lacking.ts';

/** Light or dark: what the application chooses, else what the test says of the system. */
export class NativeTheme
  extends StrictEmitter
  implements Pick<ElectronTheme, 'themeSource' | 'shouldUseDarkColors'>
{
  #source: ElectronTheme['themeSource'] = 'system';
  #isSystemDark = false;

  get themeSource(): ElectronTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source: ElectronTheme['themeSource']) {
    this.#change(() => (this.#source = source));
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }

  setSystemDark(isDark: boolean): void {
    this.#change(() => (this.#isSystemDark = isDark));
  }

  #change(change: () => unknown): void {
    const before = this.shouldUseDarkColors;
    change();
    if (this.shouldUseDarkColors !== before) this.emit('updated');
  }
}
