// Shapes drawn on the map: the outline and the overlaps of a check, and a box that the reader draws.

/** @import {Atlas, DrawBox, Drawn, Found} from '../types.d.ts' */

export class Shapes {
  /** @type {HTMLElement | undefined} of the tools, at the foot of the map */
  bars;
  /** @type {L.Renderer | undefined} of what the tools draw */
  renderer;
  /** @type {Drawn | undefined} */
  drawn;
  /** @type {Promise<void> | undefined} */
  loading;
  /** @type {Found | null} */
  found = null;
  /** @type {L.Rectangle | null} */
  box = null;
  /** @type {(() => void) | null} ends the drawing of a box */
  giveUp = null;
  bounds = 'null'; // of the file that was last checked, as text

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
  }

  /** The outline of a drawn shape, and the buttons to draw one, are loaded when they are needed. */
  load() {
    this.loading ??= import('../tools/drawn.js').then(({Drawn}) => {
      this.drawn = new Drawn(this.atlas);
      this.drawn.update();
    });
  }

  update() {
    this.drawn?.update();
  }

  /**
   * Draw what a check found.
   *
   * @param {Found} found
   */
  showFound(found) {
    const before = this.bounds;
    this.found = found;
    this.bounds = JSON.stringify(found.bounds ?? null);
    if (found.bounds && this.bounds !== before) this.atlas.view.fly(found.bounds, false, 16);
    this.load();
    this.update();
  }

  /**
   * Let `draw` draw a box; then call `done` with the ids of the features in it, or with `null` when the reader
   * gives up. The box stays until it is cleared.
   *
   * @type {(draw: DrawBox, done: (ids: string[] | null) => void, text: string) => void}
   */
  askBox(draw, done, text) {
    const {atlas} = this;
    this.clearBox();
    atlas.drawing?.cancel();
    const note = atlas.notice(text);
    atlas.frame.scrollIntoView({block: 'nearest'});
    this.giveUp = draw(atlas, box => {
      note.remove();
      this.giveUp = null;
      this.box = box;
      atlas.drewBox = Date.now();
      done(box && this.#idsWithin(box.getBounds()));
    });
  }

  clearBox() {
    this.giveUp?.();
    this.box?.remove();
    this.box = null;
  }

  /** @param {L.LatLngBounds} bounds */
  #idsWithin(bounds) {
    const {map, layers, state} = this.atlas;
    const {x: w, y: n} = map.project(bounds.getNorthWest(), 0);
    const {x: e, y: s} = map.project(bounds.getSouthEast(), 0);
    return [...layers.values()]
      .filter(layer => !layer.definition.context && layer.id in state.layers)
      .flatMap(layer => [
        ...layer.features.filter(f => f.shape?.meets([w, n, e, s])).map(f => f.id),
        ...(layer.tiles?.within([w, n, e, s]) ?? []),
      ]);
  }
}
