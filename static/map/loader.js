// Loading the layers of the map: the visible ones first, the others when the browser is idle.

const IDLE_LIMIT = 2000; // ms after which the other layers are loaded even if the browser is busy

/** @import {Atlas, FetchJson, Layer} from '../types.d.ts' */

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
