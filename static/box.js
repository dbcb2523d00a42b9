// Drawing a box on the map with one press and drag; Esc gives up.

export const drawBox = ({L, map, canvas}, done) => {
  const restore = map.dragging.enabled();
  let start = null, box = null;
  map.dragging.disable();
  canvas.classList.add('drawing');
  const end = bounds => {
    for (const [name, act] of Object.entries(acts)) map.off(name, act);
    document.removeEventListener('keydown', giveUp);
    if (restore) map.dragging.enable();
    canvas.classList.remove('drawing');
    box?.remove();
    if (bounds) done(bounds);
  };
  const giveUp = event => { if (event.key === 'Escape') end(null); };
  const acts = {
    mousedown: ({latlng}) => { start = latlng; },
    mousemove: ({latlng}) => {
      if (!start) return;
      box?.remove();
      box = L.rectangle([start, latlng], {pane: 'hover', color: '#8d3f6b', weight: 2, dashArray: '4 4', fillOpacity: 0.08, interactive: false}).addTo(map);
    },
    mouseup: ({latlng}) => { if (start) end(L.latLngBounds(start, latlng)); },
  };
  for (const [name, act] of Object.entries(acts)) map.on(name, act);
  document.addEventListener('keydown', giveUp);
};
