import assert from 'node:assert/strict'
import {test} from 'node:test'

import {marks, points, told, trend} from '../src/course.js'
import {wordsOf} from '../src/messages.js'

const moment = (valence, intensity = 0.5, tone = 'neutral') => ({tone, valence, intensity})

test('better is higher, later is further right, and all lie inside the picture', () => {
  const [low, high] = points([moment(-1), moment(1)], 76, 22)
  assert.ok(low.x < high.x && low.y > high.y)
  for (const {x, y, r} of points([moment(-9), moment(9), moment(0, 9)], 76, 22)) {
    assert.ok(x - r >= 0 && x + r <= 76 && y - r >= 0 && y + r <= 22)
  }
})

test('a message that says nothing of its mood lies where the one before it lay', () => {
  const [first, second] = points([moment(-0.6), moment(null)], 76, 22)
  assert.equal(second.y, first.y)
})

test('a point grows with its intensity and keeps its tone', () => {
  const [calm, hot] = points([moment(0, 0), moment(0, 1, 'anger')], 76, 22)
  assert.ok(hot.r > calm.r)
  assert.equal(hot.tone, 'anger')
})

test('one message stands at the end: now', () => {
  assert.ok(points([moment(0)], 76, 22)[0].x > 70)
})

test('the trend compares the end with the beginning', () => {
  assert.equal(trend([-0.8, -0.4, 0.1, 0.6].map(v => moment(v))), 'rising')
  assert.equal(trend([0.5, 0, -0.5].map(v => moment(v))), 'falling')
  assert.equal(trend([0.1, -0.5, 0.2].map(v => moment(v))), 'steady')
  assert.equal(trend([moment(null), moment(-0.9)]), 'steady')
})

const en = await wordsOf('en')
const mark = (what, message_id, feeling = -0.8, words = 'this is a joke') => ({what, message_id, feeling, tone: null, words})

test('a peak and the turn lie on their messages; what has left the course is left out', () => {
  const course = ['m1', 'm2', 'm3'].map(messageId => ({messageId}))
  const moments = [mark('peak', 'm0'), mark('peak', 'm1'), mark('turn', 'm3'), mark('peak', 'm3', 0.8), mark('end', 'm3')]
  const found = marks(course, {moments}).map(([place, {what}]) => [place, what])
  assert.deepEqual(found, [[0, 'peak'], [2, 'turn'], [2, 'peak']])
  assert.deepEqual(marks(course, null), [])
})

test('a peak and the turn are told in words, with the customer’s own', () => {
  assert.equal(told(mark('peak', 'm1'), en), 'low point “this is a joke”')
  assert.equal(told(mark('peak', 'm1', 0.7, ''), en), 'high point')
  assert.equal(told(mark('turn', 'm1', 0.2, 'oh, thank you'), en), 'turning point “oh, thank you”')
})
