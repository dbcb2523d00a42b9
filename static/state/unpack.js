// The data that filters read, as they are sent: atlas/web/browsing/filter_data.py packs them.

/** @import {Filtering, PackedFeatures, PackedFiltering} from '../types.d.ts' */

/** @type {(packed: PackedFeatures) => Filtering['features'][string]} */
const featuresOf = ({ids, facts, of}) => {
  const names = ids.split('\n');
  return of.map((place, i) => ({id: names[i], ...facts[place]}));
};

/** @type {(packed: PackedFiltering) => Filtering} */
export const unpack = packed => {
  const features = Object.fromEntries(
    Object.entries(packed.features).map(([layer, columns]) => [layer, featuresOf(columns)]),
  );
  const ids = Object.values(features).flatMap(found => found.map(({id}) => id));
  const former = Object.keys(packed.ids);
  return {...packed, features, values: {...packed.values, features: [...ids, ...former]}};
};
