/** The product's fixed labels, read from the file that defines them. */

import {readFileSync} from 'node:fs'

const source = readFileSync(new URL('../../assist/vocabulary.py', import.meta.url), 'utf8')

/** @param {string} name @returns {string[]} */
export function labels(name) {
  const found = new RegExp(`^${name} = Literal\\[([^\\]]*)\\]`, 'm').exec(source)
  const list = [...(found?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(match => match[1])
  if (!list.length) throw new Error(`assist/vocabulary.py: no labels called ${name}`)
  return list
}
