import type { Display, Screen as ElectronScreen } from 'electron';
import { StrictEmitter } from '../lacking.ts';

const bounds = { x: 0, y: 0, width: 1280, height: 800 };

type HostDisplay = Pick<
  Display,
  'id' | 'bounds' | 'workArea' | 'size' | 'workAreaSize' | 'scaleFactor' | 'rotation' | 'internal'
>;

/** One screen of 1280 by 800, whatever the machine has. */
export class Screen extends StrictEmitter implements Pick<ElectronScreen, 'getCursorScreenPoint'> {
  getPrimaryDisplay(): HostDisplay {
    const size = { width: bounds.width, height: bounds.height };
    return {
      id: 1,
      bounds,
      workArea: bounds,
      size,
      workAreaSize: size,
      scaleFactor: 1,
      rotation: 0,
      internal: false,
    };
  }

  getAllDisplays(): HostDisplay[] {
    return [this.getPrimaryDisplay()];
  }

  getDisplayNearestPoint(): HostDisplay {
    return this.getPrimaryDisplay();
  }

  getDisplayMatching(): HostDisplay {
    return this.getPrimaryDisplay();
  }

  getCursorScreenPoint(): { x: number; y: number } {
    return { x: bounds.width - 20, y: 10 };
  }
}
