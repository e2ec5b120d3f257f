import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {test} from 'node:test'
import {gzipSync} from 'node:zlib'

const scripts = folder =>
  readdirSync(new URL(folder, import.meta.url), {recursive: true})
    .filter(name => name.endsWith('.js'))
    .map(name => ({name: `${folder}${name}`, text: readFileSync(new URL(folder + name, import.meta.url), 'utf8')}))

const widget = scripts('../src/')
const dist = scripts('../dist/')
const all = [...widget, ...scripts('../demo/')]

test('the widget is small: one script and the words of one language are under 20 KB, compressed', () => {
  const size = ({text}) => gzipSync(text).length
  const [locales, code] = [true, false].map(locale => dist.filter(({name}) => name.includes('locales/') === locale))
  const index = size(code.find(({name}) => name.endsWith('index.js')))
  const bytes = index + Math.max(...locales.map(size))
  assert.ok(bytes < 20_000, `${bytes} bytes`)
})

test('what comes after the first card is small as well: menus, inserting and the mirror under 8 KB, a bar or badge under 3 KB', () => {
  const size = file => gzipSync(dist.find(({name}) => name.endsWith(`/${file}`)).text).length
  assert.ok(size('later.js') < 8_000, `${size('later.js')} bytes`)
  assert.ok(size('form.js') < 3_000, `${size('form.js')} bytes`)
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
