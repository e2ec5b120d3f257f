import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {test} from 'node:test'
import {brotliCompressSync} from 'node:zlib'

const scripts = folder =>
  readdirSync(new URL(folder, import.meta.url), {recursive: true})
    .filter(name => name.endsWith('.js'))
    .map(name => ({name: `${folder}${name}`, text: readFileSync(new URL(folder + name, import.meta.url), 'utf8')}))

const widget = scripts('../src/')
const all = [...widget, ...scripts('../demo/')]

test('the widget is small: what one page loads of it is under 24 KB, each file compressed', () => {
  const size = files => files.map(({text}) => brotliCompressSync(text).length)
  const [code, locales] = [false, true].map(locale => size(widget.filter(({name}) => name.includes('locales/') === locale)))
  const bytes = code.reduce((sum, each) => sum + each, 0) + Math.max(...locales)
  assert.ok(bytes < 24_000, `${bytes} bytes`)
})

test('text never goes into a page as markup, and nothing is evaluated', () => {
  const markup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|srcdoc/
  for (const {name, text} of all) assert.doesNotMatch(text, markup, name)
})

test('nothing is fetched from anywhere but this server, and nothing of the widget is stored', () => {
  for (const {name, text} of all) {
    assert.doesNotMatch(text.replace('http://www.w3.org/2000/svg', ''), /https?:\/\//, name)
  }
  for (const {name, text} of widget) assert.doesNotMatch(text, /localStorage|sessionStorage|cookie/, name)
})
