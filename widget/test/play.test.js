import assert from 'node:assert/strict'
import {test} from 'node:test'

import {Player} from '../demo/play.js'

const TURNS = [
  {speaker: 'customer', at: 0, text: 'one'},
  {speaker: 'agent', at: 10, text: 'two'},
  {speaker: 'agent', at: 12, text: 'three'},
  {speaker: 'customer', at: 20, text: 'four'}
]

function player(options = {}) {
  const said = []
  const made = new Player({id: 'x', turns: TURNS}, async turn => void said.push(turn.text))
  return Object.assign(made, options, {said})
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('steps say one turn each, in order, and then it is done', async () => {
  const chat = player()
  for (let step = 0; step < 9; step += 1) await chat.step()
  assert.deepEqual(chat.said, ['one', 'two', 'three', 'four'])
  assert.equal(chat.state, 'done')
})

test('playing keeps the gaps between the turns, and the speed divides them', async t => {
  t.mock.timers.enable({apis: ['setTimeout']})
  for (const speed of [1, 4]) {
    const chat = player({speed})
    chat.play()
    t.mock.timers.tick(0)
    await settle()
    assert.deepEqual(chat.said, ['one'])
    t.mock.timers.tick(10_000 / speed - 1)
    await settle()
    assert.deepEqual(chat.said, ['one'])
    t.mock.timers.tick(1)
    await settle()
    assert.deepEqual(chat.said, ['one', 'two'])
  }
})

test('a pause says nothing until it is played again', async t => {
  t.mock.timers.enable({apis: ['setTimeout']})
  const chat = player()
  chat.play()
  t.mock.timers.tick(0)
  await settle()
  chat.pause()
  t.mock.timers.tick(60_000)
  await settle()
  assert.deepEqual(chat.said, ['one'])
  chat.play()
  t.mock.timers.tick(10_000)
  await settle()
  assert.deepEqual(chat.said, ['one', 'two'])
})

test('who answers by hand is waited for, and the written answers are left out', async () => {
  const chat = player({self: true})
  await chat.step()
  await chat.step()
  assert.equal(chat.state, 'yours')
  chat.answered()
  assert.equal(chat.state, 'playing')
  chat.pause()
  await chat.step()
  assert.deepEqual(chat.said, ['one', 'four'])
})

test('what the platform tells goes with the turn of the same time, else it is a step of its own', async () => {
  const said = []
  const turns = [
    {at: 0, context: {agent: 'ana'}},
    {at: 0, speaker: 'customer', text: 'one'},
    {at: 9, context: {agent: 'ben'}},
    {at: 12, speaker: 'agent', text: 'two'}
  ]
  const chat = new Player({id: 'x', turns}, async ({text, context}) => void said.push(text ?? context.agent))
  await chat.step()
  assert.deepEqual(said, ['ana', 'one'])
  await chat.step()
  assert.deepEqual(said, ['ana', 'one', 'ben'])
  await chat.step()
  assert.equal(chat.state, 'done')
})
