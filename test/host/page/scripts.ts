import { randomUUID } from 'node:crypto';
import { createBridgeEnd } from './bridge-end.ts';
import { createCodec } from './codec.ts';
import { mainWorld } from './main-world.ts';
import { bindingName, preloadWorld, receiverName } from './preload-world.ts';

/** The sources that run in every new document, each in its world; the page's has to be registered first. */
export interface PageScripts {
  mainWorld: string;
  preloadWorld: string;
}

/**
 * @param preload the source of the window's preload, one CommonJS file; null where it has none.
 * @param versions what the preload finds as `process.versions`.
 */
export function pageScripts(preload: string | null, versions: Record<string, string>): PageScripts {
  const secret = randomUUID();
  const toPage = `${secret}:page`;
  const toPreload = `${secret}:preload`;
  // The compiler that runs these files names their functions through a helper, which a page does not have.
  const parts = `const __name = (named) => named;
    const parts = { createCodec: ${createCodec.toString()}, createBridgeEnd: ${createBridgeEnd.toString()} };`;
  const own = preload === null ? 'null' : `function (require, module, exports, process) {\n${preload}\n}`;
  const host = { binding: bindingName, receiver: receiverName };
  return {
    mainWorld: `{ ${parts}
      (${mainWorld.toString()})(parts, ${JSON.stringify({ hears: toPage, sends: toPreload })}); }`,
    preloadWorld: `{ ${parts}
      (${preloadWorld.toString()})(parts, ${JSON.stringify({ hears: toPreload, sends: toPage })},
        ${JSON.stringify(host)}, ${JSON.stringify(versions)}, ${own}); }`,
  };
}
