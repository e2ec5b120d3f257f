/** Files -> one zip archive, the same bytes for the same files: nothing is compressed, no time is kept. */

import {crc32} from './crc32.js'

const DAY_ONE = 0x21 // 1 January 1980, the first day that zip knows
const VERSION = 20
const UTF8 = 0x800

/**
 * @param {readonly {name: string, bytes: Uint8Array}[]} files
 * @returns {Buffer}
 */
export function zip(files) {
  const parts = []
  const entries = []
  let offset = 0
  for (const {name, bytes} of files) {
    const path = Buffer.from(name)
    const shared = sharedOf(path, bytes)
    const local = Buffer.concat([word(0x04034b50, 4), shared, path])
    parts.push(local, bytes)
    const attributes = Buffer.concat([word(0, 2), word(0, 2), word(0, 2), word(0, 4), word(offset, 4)])
    entries.push(Buffer.concat([word(0x02014b50, 4), word(VERSION, 2), shared, attributes, path]))
    offset += local.length + bytes.length
  }
  const directory = Buffer.concat(entries)
  const count = word(files.length, 2)
  const end = [word(0x06054b50, 4), word(0, 4), count, count, word(directory.length, 4), word(offset, 4), word(0, 2)]
  return Buffer.concat([...parts, directory, ...end])
}

/** What a file's own head and its line in the directory both say. @param {Buffer} path @param {Uint8Array} bytes */
function sharedOf(path, bytes) {
  const size = word(bytes.length, 4)
  const head = [VERSION, UTF8, 0, 0, DAY_ONE].map(value => word(value, 2))
  return Buffer.concat([...head, word(crc32(bytes), 4), size, size, word(path.length, 2), word(0, 2)])
}

/** @param {number} value @param {2 | 4} length */
function word(value, length) {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntLE(value, 0, length)
  return bytes
}
