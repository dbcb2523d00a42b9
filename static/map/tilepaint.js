// Painting tiles on a canvas, with the styles that SVG draws elsewhere (symbols.js).

/** @import {AreaStyle, LineStyle, Stroke} from '../types.d.ts' */
/** @import {Extent, Tile} from './tiledata.js' */
/** @import {Tiles} from './tiles.js' */
/** @typedef {{x: number, y: number, zoom: number}} At the left upper corner of a canvas */
/**
 * What is painted alike; `path` has all but areas that are mere dots, of which there are the boxes.
 *
 * @typedef {{style: LineStyle | AreaStyle, fill: string | undefined, path: Path2D | null, dots: Extent[]}} Group
 */

const PITCH = 7; // px: as the pattern of symbols.js
const FINE = 4; // pixels of a pattern in one px
const DOT = 2; // pixels of the screen: an area no wider or higher is painted as a rectangle
const THIN = 2.5; // px: below it a round join is not seen, and takes 1.8 × the processor time (30,000 outlines)

/** @type {Map<string, HTMLCanvasElement>} */
const patterns = new Map();

/** @type {(line: string, fill: string | undefined) => HTMLCanvasElement} */
const patternOf = (line, fill) => {
  const key = `${line} ${fill}`;
  let node = patterns.get(key);
  if (!node) {
    node = Object.assign(document.createElement('canvas'), {width: PITCH * FINE, height: PITCH * FINE});
    const context = /** @type {CanvasRenderingContext2D} */ (node.getContext('2d'));
    if (fill) {
      context.fillStyle = fill;
      context.fillRect(0, 0, PITCH * FINE, PITCH * FINE);
    }
    context.fillStyle = line;
    context.fillRect(0, 0, FINE, PITCH * FINE); // of a line 2 px wide, the half that lies in the pattern
    patterns.set(key, node);
  }
  return node;
};

/**
 * The paint of a fill or hatch. Hatches start at the world's corner, so that they meet from canvas to canvas.
 *
 * @type {(context: CanvasRenderingContext2D, style: AreaStyle, fill: string | undefined, x: number, y: number) =>
 *   string | CanvasPattern | null}
 */
const paintOf = (context, {hatch}, fill, x, y) => {
  if (!hatch) return fill ?? null;
  const pattern = context.createPattern(patternOf(hatch, fill), 'repeat');
  pattern?.setTransform(
    new DOMMatrix()
      .translate(-x, -y)
      .rotate(45)
      .scale(1 / FINE),
  );
  return pattern;
};

/** @type {(context: CanvasRenderingContext2D, stroke: Stroke, path: Path2D) => void} */
const strokePath = (context, {color, weight, opacity = 1, dashArray, lineCap}, path) => {
  context.globalAlpha = opacity;
  context.strokeStyle = color;
  context.lineWidth = weight;
  context.lineCap = lineCap;
  context.lineJoin = weight < THIN ? 'miter' : 'round';
  context.miterLimit = 2;
  context.setLineDash(dashArray ? dashArray.split(/[ ,]+/).map(Number) : []);
  context.stroke(path);
};

// The edge of dots, which covers them.
/** @type {(context: CanvasRenderingContext2D, stroke: Stroke, dots: Extent[]) => void} */
const paintDots = (context, {color, weight, opacity = 1}, dots) => {
  context.globalAlpha = opacity;
  context.fillStyle = color;
  for (const [w, n, e, s] of dots) context.fillRect(w - weight / 2, n - weight / 2, e - w + weight, s - n + weight);
};

// The box of a part if it is a dot.
/** @type {(tile: Tile, part: number, at: At, most: number) => Extent | null} */
const dotOf = ({boxes, unit}, part, {x, y, zoom}, most) => {
  const scale = 2 ** (zoom - unit);
  const i = 4 * part;
  if ((boxes[i + 2] - boxes[i]) * scale > most || (boxes[i + 3] - boxes[i + 1]) * scale > most) return null;
  return [boxes[i] * scale - x, boxes[i + 1] * scale - y, boxes[i + 2] * scale - x, boxes[i + 3] * scale - y];
};

/** @type {(path: Path2D, tile: Tile, part: number, at: At, closed: boolean) => void} */
const trace = (path, {points, starts, outer, unit}, part, {x, y, zoom}, closed) => {
  const scale = 2 ** (zoom - unit);
  for (let ring = outer[part]; ring < outer[part + 1]; ring++) {
    const end = 2 * starts[ring + 1];
    const first = 2 * starts[ring];
    path.moveTo(points[first] * scale - x, points[first + 1] * scale - y);
    for (let i = first + 2; i < end; i += 2) path.lineTo(points[i] * scale - x, points[i + 1] * scale - y);
    // `closePath` goes through the whole path each time in Chromium: 30,000 rings took a second.
    if (closed) path.lineTo(points[first] * scale - x, points[first + 1] * scale - y);
  }
};

/**
 * Paint the shown parts of tiles, in the order of layer.js: categories in the legend's order; of one, fills, then the
 * strokes of all, the lowest first.
 *
 * @type {(context: CanvasRenderingContext2D, layer: Tiles, tiles: Tile[],
 *   at: {x: number, y: number, zoom: number, extent: Extent}) => void}
 */
export const paintTiles = (context, layer, tiles, at) => {
  /** @type {Map<string, Map<string, Group>>} by kind */
  const kinds = new Map(layer.layer.definition.legend.map(({kind}) => [kind, new Map()]));
  const most = DOT / context.getTransform().a;
  const plain = layer.styles.map(style => style.shape === 'area' && style.strokes.length > 0 && !style.halo?.length);
  /** @type {Group | undefined} */
  let group;
  for (const tile of tiles)
    for (const part of tile.meeting(at.extent)) {
      const ordinal = tile.ordinals[part];
      if (!layer.shown[ordinal]) continue;
      const look = layer.looks[ordinal];
      const style = layer.styles[look];
      const fill = style.shape === 'area' ? style.fill : undefined;
      const colour = Array.isArray(fill) ? fill[ordinal % fill.length] : fill;
      if (group?.style !== style || group.fill !== colour) {
        const groups = /** @type {Map<string, Group>} */ (kinds.get(layer.kinds[look]));
        const key = `${look} ${colour}`;
        group = groups.get(key) ?? {style, fill: colour, path: null, dots: []};
        groups.set(key, group);
      }
      const dot = plain[look] ? dotOf(tile, part, at, most) : null;
      if (dot) group.dots.push(dot);
      else trace((group.path ??= new Path2D()), tile, part, at, style.shape === 'area');
    }
  for (const groups of kinds.values()) {
    const all = [...groups.values()];
    for (const {style, fill, path} of all) {
      if (style.shape !== 'area' || !path) continue;
      context.globalAlpha = style.fillOpacity ?? 1;
      context.fillStyle = paintOf(context, style, fill, at.x, at.y) ?? 'transparent';
      if (fill || style.hatch) context.fill(path, 'nonzero');
      for (const stroke of style.halo ?? []) strokePath(context, stroke, path);
    }
    const depth = Math.max(0, ...all.map(({style}) => style.strokes.length));
    for (let i = 0; i < depth; i++)
      for (const {style, path, dots} of all) {
        const stroke = style.strokes[i];
        if (!stroke) continue;
        if (path) strokePath(context, stroke, path);
        if (dots.length) paintDots(context, stroke, dots);
      }
  }
};
