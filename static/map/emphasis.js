// What the map emphasises: the sites that a reader keeps, what a search has found, and the features of a tour's step,
// beside which the others are dimmed.

/** @import {Atlas, Feature, LayerDefinition} from '../types.d.ts' */

/**
 * @param {Feature | null} f
 * @returns {f is Feature}
 */
const isThere = f => f !== null;

export class Emphasis {
  dimmed = false; // whether features may be dimmed

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
  }

  /** Follow the state; also after symbols have moved. */
  show() {
    const {atlas} = this;
    const {kept = [], hits = [], spotlight} = atlas.state;
    atlas.marks.stars(kept.map(id => atlas.find(id)).filter(isThere));
    const found = hits.map(id => atlas.find(id));
    atlas.labels.hits = new Set([...hits, ...(spotlight ?? [])]);
    atlas.labels.only = spotlight ? atlas.labels.hits : null;
    if (atlas.hits.show(found)) atlas.labels.soon();
    atlas.marks.highlight('hit', found.filter(isThere));
    this.#dim(spotlight ? new Set(spotlight) : null);
  }

  /** Of a step, the ids of all that may show: symbols in a town's tray only if they stand out. */
  get visible() {
    const {layers, state} = this.atlas;
    const placed = [...layers.values()].flatMap(layer =>
      layer.features.filter(f => f.properties.precision !== 'town').map(f => f.id),
    );
    return new Set([...placed, ...(state.spotlight ?? [])]);
  }

  /** @param {Set<string> | null} ids */
  #dim(ids) {
    const {atlas} = this;
    if (ids || this.dimmed)
      for (const layer of atlas.layers.values())
        for (const {id, paths} of layer.features) {
          const dim = ids !== null && canDim(layer.definition) && !ids.has(id);
          for (const path of paths) (path._path ?? path._icon)?.classList.toggle('dimmed', dim);
        }
    this.dimmed = ids !== null;
    const named = ids ? [...ids].map(id => atlas.find(id)).filter(isThere) : [];
    atlas.marks.highlight('spotlight', named);
  }
}

/**
 * Whether features of a layer are dimmed beside others: the base stays as it is.
 *
 * @type {(definition: Pick<LayerDefinition, 'theme'>) => boolean}
 */
const canDim = ({theme}) => theme !== 'base';
