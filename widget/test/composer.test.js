import assert from 'node:assert/strict'
import {test} from 'node:test'

import {located, splice, standing} from '../src/composer.js'
import {shifted} from '../src/splice.js'

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

test('a place in a draft is counted in letters as a reader counts them', () => {
  assert.deepEqual(located('😀 I am sorry', {start: 2, end: 3}), {start: 3, end: 4})
  assert.deepEqual(located('😀', {start: 0, end: 1}), {start: 0, end: 2})
  for (const [start, end] of [[0, 2], [-1, 1], [1, 0], [NaN, 1]]) assert.equal(located('😀', {start, end}), null)
})

test('a place is followed through typing before it or behind it, and lost where the words changed', () => {
  const mark = {start: 6, end: 10, of: 'I was sure. Bye'}
  const at = value => located(value, mark)
  assert.deepEqual(at('I was sure. Bye now'), {start: 6, end: 10})
  assert.deepEqual(at('😀 I was sure. Bye'), {start: 9, end: 13})
  assert.deepEqual(at('I was sure'), {start: 6, end: 10})
  for (const value of ['I was pure. Bye', 'I was. Bye', '', 'I was su', 'Oh. I am sure. No']) assert.equal(at(value), null)
})

test('where nothing stands, a place beside what was typed since is lost: it may lie in a word', () => {
  assert.equal(located('Helloes', {start: 5, end: 5, of: 'Hello'}), null)
  assert.equal(located('Oh Hello', {start: 0, end: 0, of: 'Hello'}), null)
  assert.deepEqual(located('Hello. Bye', {start: 5, end: 5, of: 'Hello.'}), {start: 5, end: 5})
  assert.deepEqual(located('Oh Hello.', {start: 5, end: 5, of: 'Hello.'}), {start: 8, end: 8})
})

test('a caret stays where the agent had it when words before it, behind it or around it change', () => {
  const carets = [0, 2, 3, 5, 9].map(caret => shifted(caret, {start: 2, end: 5}, 1))
  assert.deepEqual(carets, [0, 2, 3, 3, 7])
})
