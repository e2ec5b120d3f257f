import assert from 'node:assert/strict'
import {test} from 'node:test'

import {START, subscribed, verdict} from '../src/stream.js'

const at = (offset, epoch = 'E') => ({epoch, offset})

test('the next event is applied, an old one dropped, a later one shows a gap', () => {
  assert.equal(verdict(at(4), 5), 'apply')
  assert.equal(verdict(at(4), 4), 'drop')
  assert.equal(verdict(at(4), 1), 'drop')
  assert.equal(verdict(at(4), 6), 'gap')
})

test('an offset of another epoch is a gap, whatever its number', () => {
  for (const offset of [1, 4, 5, 6]) assert.equal(verdict(at(4), offset, 'F'), 'gap')
  assert.equal(verdict(at(4), 5, 'E'), 'apply')
})

test('the first event of a conversation that had none brings its epoch', () => {
  assert.equal(verdict(START, 1, 'E'), 'apply')
})

test('a position is kept where the server goes on from it, else it is the start', () => {
  assert.deepEqual(subscribed(at(7), {epoch: 'E', recovered: true}), at(7))
  assert.deepEqual(subscribed(at(7), {epoch: 'F', recovered: false}), at(0, 'F'))
  assert.deepEqual(subscribed(START, {epoch: '', recovered: true}), START)
  assert.deepEqual(subscribed(START, {recovered: true}), START)
})

test('any mix of replayed, doubled and early events is applied once and in order', () => {
  let seed = 7
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  for (let round = 0; round < 200; round += 1) {
    let position = at(0)
    const applied = []
    while (position.offset < 20) {
      const offset = 1 + Math.floor(random() * 20)
      const found = verdict(position, offset)
      // After a gap the server starts again right behind the position.
      const next = found === 'gap' ? position.offset + 1 : found === 'apply' ? offset : null
      if (next === null) continue
      position = at(next)
      applied.push(next)
    }
    assert.deepEqual(applied, Array.from({length: 20}, (_, index) => index + 1))
  }
})
