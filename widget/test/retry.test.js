import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'

import {delayBefore, stepAfter} from '../src/retry.js'

test('a code from 4000 to 4099 never brings the client back unchanged', () => {
  for (let code = 4000; code < 4100; code += 1) {
    assert.ok(['stop', 'token', 'signed-out', 'unsupported'].includes(stepAfter(code)), `${code}`)
  }
})

test('a code from 4100 to 4199 backs off, one from 4200 to 4299 comes back at once', () => {
  for (let code = 4100; code < 4200; code += 1) assert.equal(stepAfter(code), 'retry')
  for (let code = 4200; code < 4300; code += 1) assert.equal(stepAfter(code), code === 4204 ? 'token' : 'now')
})

test('a connection that was lost backs off; one that was a bug stops', () => {
  for (const code of [1005, 1006, 1011, 1012, 1013]) assert.equal(stepAfter(code), 'retry')
  assert.equal(stepAfter(1001), 'now')
  for (const code of [1000, 1002, 1003, 1007, 1009]) assert.equal(stepAfter(code), 'stop')
})

test('each close code of the service leads to a step that its range allows', () => {
  const source = readFileSync(new URL('../../assist/wire/codes.py', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/Close\((\d+), "(\w+)"\)/g)]
  assert.ok(codes.length > 15)
  const wanted = {unauthorized: 'token', unsupported_version: 'unsupported', restarting: 'now', overloaded: 'retry'}
  for (const [, code, key] of codes) if (wanted[key]) assert.equal(stepAfter(Number(code)), wanted[key], key)
})

test('the wait is full jitter over a window that doubles up to thirty seconds', () => {
  assert.equal(delayBefore('retry', 0, 0), 0)
  assert.equal(delayBefore('retry', 0, 0.5), 500)
  assert.equal(delayBefore('retry', 3, 1), 8000)
  assert.equal(delayBefore('retry', 60, 1), 30_000)
})

test('the first return at once keeps to what the server asked; after that it backs off', () => {
  assert.equal(delayBefore('now', 0, 1, 400), 400)
  assert.equal(delayBefore('now', 0, 1), 1000)
  assert.equal(delayBefore('now', 4, 1, 400), 16_000)
})

test('a server that asks for a longer wait gets it', () => {
  assert.equal(delayBefore('retry', 0, 1, 9000), 9000)
})
