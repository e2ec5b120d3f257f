import assert from 'node:assert/strict'
import {test} from 'node:test'

import {Tokens} from '../src/tokens.js'

test('a token that was given is used once, then a new one is asked for', async () => {
  let wanted = 0
  const tokens = new Tokens(() => (wanted += 1))
  tokens.give('first')
  assert.equal(await tokens.ask(), 'first')
  assert.equal(wanted, 0)
  const next = tokens.ask()
  assert.equal(wanted, 1)
  tokens.give('second')
  assert.equal(await next, 'second')
  tokens.ask()
  assert.equal(wanted, 2)
})

test('a host that is silent has its last token tried again', async t => {
  t.mock.timers.enable({apis: ['setTimeout']})
  const tokens = new Tokens(() => {})
  const none = tokens.ask()
  t.mock.timers.tick(5000)
  await assert.rejects(none, /no token/)
  tokens.give('only')
  assert.equal(await tokens.ask(), 'only')
  const again = tokens.ask()
  t.mock.timers.tick(5000)
  assert.equal(await again, 'only')
})

test('who waits no longer does not use a token up', async t => {
  t.mock.timers.enable({apis: ['setTimeout']})
  const tokens = new Tokens(() => {})
  const none = tokens.ask()
  t.mock.timers.tick(5000)
  await assert.rejects(none)
  tokens.give('late')
  assert.equal(await tokens.ask(), 'late')
})
