/** A map that keeps only what was put in last. */

const MOST = 20

/**
 * @template T
 * @param {Map<string, T>} map
 * @param {string} key
 * @param {T} value
 */
export function remember(map, key, value) {
  map.set(key, value)
  for (const oldest of map.keys()) if (map.size > MOST) map.delete(oldest)
}
