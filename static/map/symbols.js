// Drawing a style (see atlas/layers/symbology.py) as SVG: swatches of the legend, markers of points, hatches.

import {svg} from '../dom.js';

/** @import {Arrow, AreaStyle, PointShape, PointStyle, Sign, Stroke, Style, XY} from '../types.d.ts' */

/** @type {Set<string>} */
const definitions = new Set();
/** @type {SVGDefsElement | null} */
let holder = null; // of the definitions, in a hidden SVG of the page

// The reference to a pattern or marker `id`, which `make` builds once.
/** @type {(id: string, make: () => Element) => string} */
const define = (id, make) => {
  if (!holder) {
    holder = svg('defs');
    const hidden = {width: 0, height: 0, 'aria-hidden': 'true', style: 'position:absolute'};
    document.body.append(svg('svg', hidden, holder));
  }
  if (!definitions.has(id)) {
    holder.append(make());
    definitions.add(id);
  }
  return `url(#${id})`;
};

/**
 * The fill of a hatch: a pattern of lines, by default diagonal ones, over the plain fill.
 *
 * @param {string} line
 */
export const hatch = (line, fill = 'none', angle = 45, weight = 2) => {
  const id = `hatch-${line}-${fill}${angle === 45 ? '' : angle}`.replaceAll('#', '');
  return define(id, () =>
    svg(
      'pattern',
      {id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})`},
      svg('rect', {width: 7, height: 7, fill}),
      svg('line', {x1: 0, y1: 0, x2: 0, y2: 7, stroke: line, 'stroke-width': weight}),
    ),
  );
};

/**
 * The arrowhead of a style as an SVG marker. Its tip reaches beyond the line's end, which it hides.
 *
 * @type {(arrow: Arrow, reach: number) => string}
 */
const arrowhead = ({color, length, width}, reach) => {
  const id = `arrow-${color}-${length}-${width}-${reach}`.replaceAll(/[#.]/g, '');
  return define(id, () =>
    svg(
      'marker',
      {
        id,
        viewBox: `0 0 ${length} ${width}`,
        refX: length - reach,
        refY: width / 2,
        markerWidth: length,
        markerHeight: width,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto-start-reverse',
      },
      svg('path', {d: `M0 0L${length} ${width / 2}L0 ${width}L${length * 0.28} ${width / 2}Z`, fill: color}),
    ),
  );
};

/**
 * Give a line of SVG the arrowheads of its style; `end` is how far the tip reaches beyond its end, in px.
 *
 * @type {(line: Element, style: Style, end?: number) => void}
 */
export const addArrows = (line, {arrow}, end) => {
  if (!arrow) return;
  line.setAttribute('marker-end', arrowhead(arrow, end ?? arrow.end));
  if (arrow.ends === 'both') line.setAttribute('marker-start', arrowhead(arrow, arrow.start));
};

/** @type {(style: AreaStyle, ordinal?: number) => string | null | undefined} */
export const fillOf = (style, ordinal = 0) => {
  if (!style.fill && !style.hatch) return null;
  const plain = Array.isArray(style.fill) ? style.fill[ordinal % style.fill.length] : style.fill;
  return style.hatch ? hatch(style.hatch, plain) : plain;
};

/** @param {Stroke} s */
const strokeAttributes = s => ({
  stroke: s.color,
  'stroke-width': s.weight,
  'stroke-opacity': s.opacity,
  'stroke-dasharray': s.dashArray,
  'stroke-linecap': s.lineCap,
  fill: 'none',
});

/** @type {Record<Sign, PointShape>} */
let shapes;

/**
 * Set the shapes of point symbols (atlas/layers/point_symbols.toml), before the first symbol is drawn.
 *
 * @param {Record<Sign, PointShape>} given
 */
export const useShapes = given => {
  shapes = given;
};

// The path of a closed outline of radius `r`; `corner` is how far from each corner the curve that rounds it begins.
/** @type {(points: XY[], r: number, corner?: number) => string} */
const closed = (points, r, corner = 0) => {
  /** @type {(from: XY, to: XY) => string} a point `corner` away from a corner, towards another one */
  const towards = ([x, y], [toX, toY]) => {
    const share = corner / Math.hypot(toX - x, toY - y);
    return `${(x + (toX - x) * share) * r} ${(y + (toY - y) * share) * r}`;
  };
  const curves = points.map((at, i) => {
    const [before, after] = [points.at(i - 1) ?? at, points[(i + 1) % points.length]];
    return `${towards(at, before)}Q${at[0] * r} ${at[1] * r} ${towards(at, after)}`;
  });
  // from the end of the first corner on, so that dashes begin at the top left of a square
  return corner
    ? `M${towards(points[0], points[1])}L${[...curves.slice(1), curves[0]].join('L')}Z`
    : `M${along(points, r)}Z`;
};

/** @type {(points: XY[], r: number) => string} */
const along = (points, r) => points.map(([x, y]) => `${x * r} ${y * r}`).join('L');

/** @type {(shape: PointShape, r: number, colour: string) => SVGElement[]} */
const parts = ({outline, corner, glyph, stroke, dot}, r, colour) => {
  const filled = {fill: colour, stroke: 'none'};
  return [
    outline.length ? svg('path', {d: closed(outline, r, corner)}) : svg('circle', {r}),
    ...(dot ? [svg('circle', {r: r * dot, ...filled})] : []),
    ...(glyph.length ? [svg('path', {d: closed(glyph, r), ...filled})] : []),
    ...(stroke.length ? [svg('path', {d: `M${along(stroke, r)}`, fill: 'none'})] : []),
  ];
};

/**
 * The marker of a point, centred on 0,0 of a small SVG.
 *
 * @param {PointStyle} style
 */
export const pointSymbol = style => {
  const half = style.size * 1.4 + 3;
  const group = svg(
    'g',
    {
      fill: style.fill,
      stroke: style.color,
      'stroke-width': 1.8,
      'stroke-dasharray': style.dashArray,
      opacity: style.opacity,
    },
    ...parts(shapes[style.sign], style.size, style.color),
  );
  const box = `${-half} ${-half} ${2 * half} ${2 * half}`;
  return svg('svg', {width: 2 * half, height: 2 * half, viewBox: box, 'aria-hidden': 'true'}, group);
};

/**
 * The swatch of a style in the legend.
 *
 * @param {Style} style
 */
export const swatch = style => {
  const box = svg('svg', {class: 'swatch', width: 36, height: 14, viewBox: '0 0 36 14', 'aria-hidden': 'true'});
  if (style.shape === 'point') {
    const symbol = pointSymbol({...style, size: Math.min(style.size, 5)});
    symbol.setAttribute('x', String(18 - Number(symbol.getAttribute('width')) / 2));
    symbol.setAttribute('y', String(7 - Number(symbol.getAttribute('height')) / 2));
    box.append(symbol);
  } else if (style.shape === 'line') {
    const {arrow} = style;
    const x2 = 35 - (arrow?.start ?? 0);
    const x1 = arrow?.ends === 'both' ? 36 - x2 : 1;
    const lines = style.strokes.map(s => svg('line', {x1, y1: 7, x2, y2: 7, ...strokeAttributes(s)}));
    box.append(...lines);
    if (arrow) addArrows(lines[lines.length - 1], style, arrow.start);
  } else {
    const frame = {x: 5, y: 3, width: 26, height: 8, rx: 1};
    for (const s of style.halo ?? []) box.append(svg('rect', {...frame, ...strokeAttributes(s)}));
    const count = Array.isArray(style.fill) ? style.fill.length : 1; // a palette shows all its tints
    for (let i = 0; i < count; i++) {
      const fill = fillOf(style, i);
      if (fill)
        box.append(
          svg('rect', {
            x: frame.x + (frame.width * i) / count,
            y: frame.y,
            width: frame.width / count,
            height: frame.height,
            fill,
            'fill-opacity': style.fillOpacity,
          }),
        );
    }
    for (const s of style.strokes) box.append(svg('rect', {...frame, ...strokeAttributes(s)}));
  }
  return box;
};
