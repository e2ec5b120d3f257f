import assert from 'node:assert/strict'
import {test} from 'node:test'

import {splice, standing} from '../src/composer.js'

const at = (value, start = value.length, end = start) => ({value, start, end})

test('into an empty field the words go as they are, the caret behind them', () => {
  assert.deepEqual(splice(at(''), 'I see.'), {value: 'I see.', start: 0, end: 6, inserted: 'I see.', replaced: ''})
})

test('beside other words there is one space, and never two', () => {
  assert.equal(splice(at('Hello,'), 'I see.').value, 'Hello, I see.')
  assert.equal(splice(at('Hello, '), 'I see.').value, 'Hello, I see.')
  assert.equal(splice(at('Hello,\n'), 'I see.').value, 'Hello,\nI see.')
  assert.equal(splice(at('Bye.', 0), 'I see.').value, 'I see. Bye.')
  assert.equal(splice(at('ab', 1), 'x').value, 'a x b')
})

test('a selection is replaced, and kept for taking the words back', () => {
  const done = splice(at('Hello ??? bye', 6, 9), 'I see.')
  assert.equal(done.value, 'Hello I see. bye')
  assert.equal(done.replaced, '???')
})

test('what was inserted is found again after edits around it, and not after edits in it', () => {
  const done = splice(at('Hello'), 'I see.')
  assert.deepEqual(standing('Hello I see. Bye', done), {start: 5, end: 12})
  assert.deepEqual(standing('Oh hello I see.', done), {start: 8, end: 15})
  assert.equal(standing('Hello I saw.', done), null)
  assert.equal(standing('', done), null)
})

test('taking back gives the text that was there before, wherever the caret stood', () => {
  for (const value of ['', 'Hello', 'Hello there', 'a\nb']) {
    for (let start = 0; start <= value.length; start += 1) {
      for (let end = start; end <= value.length; end += 1) {
        const done = splice(at(value, start, end), 'words here')
        const place = standing(done.value, done)
        assert.equal(done.value.slice(0, place.start) + done.replaced + done.value.slice(place.end), value)
      }
    }
  }
})
