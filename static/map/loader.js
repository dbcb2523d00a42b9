// Loading the layers of the map: the visible ones first, the others when the browser is idle.

import {onScreen} from '../dom.js';

const MOST_WAITS = 30; // for what is drawn, two frames each
const IDLE_LIMIT = 2000; // ms after which the other layers are loaded even if the browser is busy

/** @import {Atlas, FetchJson, Layer} from '../types.d.ts' */

/**
 * Resolves when what is in view of large layers is on the screen, or takes too long.
 *
 * @type {(layers: Iterable<Layer>) => Promise<void>}
 */
export const painted = async layers => {
  const all = [...layers];
  const drawn = () => all.every(({visible, tiles}) => !visible || !tiles || tiles.canvas.done);
  for (let wait = 0; wait < MOST_WAITS; wait++) {
    await onScreen();
    if (drawn()) break;
  }
  await onScreen();
};

export class LayerLoader {
  /**
   * @param {Atlas} atlas
   * @param {FetchJson} fetchLayer
   */
  constructor(atlas, fetchLayer) {
    this.atlas = atlas;
    this.fetchLayer = fetchLayer;
    this.started = false;
  }

  /**
   * Load a layer once; a layer that fails is taken off the map and named in a notice.
   *
   * @param {Layer} layer
   */
  load(layer) {
    const changed = () => this.#refreshSoon();
    layer.loading ??= layer.load(this.fetchLayer, changed).then(changed, error => {
      const {atlas} = this;
      atlas.layers.delete(layer.id);
      console.error(`layer ${layer.id}: ${error.message}`);
      atlas.notice(`${layer.definition.title[atlas.state.lang]}: ${atlas.text('map.layer_failed')}`);
      this.#refreshSoon();
    });
  }

  /** Load the layers that are hidden now, so that switching one on shows it at once. */
  loadTheRest() {
    if (this.started) return;
    this.started = true;
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ task) => setTimeout(task, 200));
    const loadNear = () => {
      for (const layer of [...this.atlas.layers.values()]) if (layer.near) this.load(layer);
    };
    idle(loadNear, {timeout: IDLE_LIMIT});
  }

  // Several layers arrive at about the same time: draw once for all of them.
  #refreshSoon() {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.atlas.refresh());
  }
}
