// What is only known by its town: its signs stand side by side in a tray under the town's name, at every
// zoom, so that ten of them stay legible and none pretends to a place of its own.

const PITCH = 17, TIGHT = 14, NEAR = 10;      // px between signs; below zoom 10 they move together
const BELOW = 13;                             // px from the middle of the town's name to the tray
const ROW = 5;                                // signs in a row, more when there are many

const inTown = f => f.properties.precision === 'town' && f.shape;

export class Trays {
  constructor(L, map) {
    Object.assign(this, {L, map, boxes: new Map(), key: ''});
    this.pane = map.createPane('trays');
    this.pane.style.zIndex = 462;
    this.pane.style.pointerEvents = 'none';
  }

  /** The layers are others: set their signs anew. */
  forget() { this.key = ''; }

  /** Set the signs of the shown features of `layers` side by side, each town's in its tray. */
  arrange(layers) {
    const pitch = this.map.getZoom() < NEAR ? TIGHT : PITCH, towns = new Map();
    for (const layer of layers) for (const f of layer.features) {
      if (f.shown && inTown(f)) f.shape.points.forEach((point, index) => {
        const place = point.join();
        if (!towns.has(place)) towns.set(place, []);
        towns.get(place).push({f, index});
      });
    }
    const key = `${pitch}|${[...towns].map(([place, signs]) => place + signs.map(({f}) => f.id).join()).join('|')}`;
    if (key === this.key) return;
    this.key = key;
    for (const box of this.boxes.values()) box.remove();
    this.boxes.clear();
    for (const [place, signs] of towns) {
      const columns = Math.min(signs.length, Math.max(ROW, Math.ceil(Math.sqrt(signs.length * 2.5))));
      const rows = Math.ceil(signs.length / columns), width = columns * pitch + 4, height = rows * pitch + 4;
      signs.forEach(({f, index}, slot) => {
        const x = (slot % columns - (columns - 1) / 2) * pitch, y = BELOW + (Math.floor(slot / columns) + 0.5) * pitch + 2;
        f.shape.offsets ??= [];
        f.shape.offsets[index] = [x, y];
        const icon = f.paths[index]._icon, half = f.paths[index].options.icon.options.iconSize[0] / 2;
        icon.style.marginLeft = `${x - half}px`;
        icon.style.marginTop = `${y - half}px`;
      });
      const [{f, index}] = signs;
      const icon = this.L.divIcon({className: 'atlas-tray', iconSize: [width, height], iconAnchor: [width / 2, -BELOW]});
      this.boxes.set(place, this.L.marker(f.paths[index].getLatLng(), {pane: 'trays', icon, interactive: false, keyboard: false, zIndexOffset: -10000}).addTo(this.map));
    }
  }

  /** Middle and size of every tray, in the pixels of the layers' panes. */
  get taken() {
    return [...this.boxes.values()].map(box => {
      const {x, y} = this.map.latLngToLayerPoint(box.getLatLng()), [width, height] = box.options.icon.options.iconSize;
      return {w: x - width / 2, n: y + BELOW, e: x + width / 2, s: y + BELOW + height};
    });
  }
}
