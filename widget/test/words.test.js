import assert from 'node:assert/strict'
import {test} from 'node:test'

import {filled} from '../src/words.js'

const base = {insert: 'Insert', left: {min: 'in {n} min'}, tones: {anger: 'Angry', delight: 'Delighted'}}

/** What a file gives, and what is said to be wrong with it. */
function given(file) {
  const wrong = []
  return {words: filled(base, file, what => wrong.push(what)), wrong}
}

test('what a file has is taken, what it lacks stays English, key by key', () => {
  const {words, wrong} = given({insert: 'Einfügen', tones: {anger: 'Wütend'}})
  assert.deepEqual(words, {...base, insert: 'Einfügen', tones: {anger: 'Wütend', delight: 'Delighted'}})
  assert.deepEqual(wrong, [])
})

test('what is no text stays English, and is named', () => {
  const {words, wrong} = given({insert: 7, tones: 'all of them', left: {min: ' '}})
  assert.deepEqual(words, base)
  assert.deepEqual(wrong, ['insert is no text', 'left.min is no text', 'tones is not an object {"key": ...}'])
})

test('a text that loses a value stays English: a card must not lose its words', () => {
  const {words, wrong} = given({left: {min: 'in Kürze'}})
  assert.equal(words.left.min, base.left.min)
  assert.deepEqual(wrong, ['left.min lacks {n}'])
})

test('a key that is not ours is named, as it may be a slip', () => {
  assert.deepEqual(given({isnert: 'Einfügen', constructor: 'x'}).wrong, ['isnert is no key of ours', 'constructor is no key of ours'])
})

test('a file that is no object is English', () => {
  for (const file of [null, [], 'words', 3]) assert.equal(given(file).words, base)
})
