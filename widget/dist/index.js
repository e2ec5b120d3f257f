var Bt={1e3:"stop",1001:"now",1002:"stop",1003:"stop",1007:"stop",1009:"stop",4001:"token",4003:"signed-out",4004:"unsupported",4005:"signed-out",4008:"signed-out",4204:"token"};function it(e){let t=Bt[e];return t||(e>=4e3&&e<4100?"stop":e>=4200&&e<4300?"now":"retry")}function ot(e,t,n,s){let i=Math.min(3e4,1e3*2**t);return e==="retry"||t>0?n*Math.max(i,s??0):n*(s??1e3)}var Dt="assist.v1.json",rt=25e3,Pt=1e4,T=class{#e=null;#s={state:"idle"};#n=null;#d;#t;#r=!1;#u=0;#h=0;#c=rt;#i="";#f="";constructor({server:t,token:n,hello:s,onframe:i,onreport:o}){this.server=t,this.token=n,this.hello=s,this.onframe=i,this.onreport=o}get report(){return this.#s}get live(){return this.#s.state==="live"}open(){this.#r||(this.#r=!0,this.#h=0,globalThis.addEventListener?.("online",this),globalThis.addEventListener?.("pageshow",this),this.#x({state:"connecting"}),this.#p())}close(){this.#g({state:"idle"})}send(t){this.#e?.readyState===1&&this.#e.send(JSON.stringify(t))}handleEvent(t){t.type==="pageshow"&&!t.persisted||this.#a()}async#p(){let t=++this.#u,n;try{n=typeof this.token=="function"?await this.token():this.token}catch{t===this.#u&&this.#v("retry");return}if(t!==this.#u||!this.#r)return;if(!n||n===this.#f)return this.#g({state:"signed-out"});this.#i=n;let s;try{s=new WebSocket(this.server,[Dt])}catch{return this.#g({state:"unsupported"})}this.#e=s,this.#l(),s.onopen=()=>this.send({t:"hello",token:n,...this.hello()}),s.onmessage=({data:i})=>this.#m(JSON.parse(i)),s.onclose=({code:i})=>this.#k(i)}#m(t){if(this.#l(),t.t==="ping")return this.send({t:"pong"});if(t.t==="bye")return this.#n=t,this.#k(t.code);t.t==="welcome"&&(this.#h=0,this.#c=t.ping_ms??rt,this.#f="",this.#x({state:"live"})),this.onframe(t)}#l(){clearTimeout(this.#t),this.#t=setTimeout(()=>this.#a(),this.#c+Pt)}#a(){this.#b(),this.#s.state!=="connecting"&&this.#x({state:"reconnecting"}),this.#p()}#k(t){let{key:n,retry_ms:s}=this.#n??{},i=it(t);if(this.#b(),i==="token"&&(t===4001&&(this.#f=this.#i),typeof this.token!="function"&&this.token===this.#i))return this.#g({state:"signed-out",code:t,key:n});if(i==="retry"||i==="now"||i==="token")return this.#v(i,s);this.#g({state:i==="stop"?"stopped":i,code:t,key:n})}#v(t,n){this.#s.state!=="connecting"&&this.#x({state:"reconnecting"});let s=ot(t,this.#h,Math.random(),n);this.#h+=1,this.#d=setTimeout(()=>this.#p(),s)}#g(t){this.#r&&(this.#r=!1,globalThis.removeEventListener?.("online",this),globalThis.removeEventListener?.("pageshow",this),this.#b(),this.#x(t))}#b(){this.#u+=1,this.#n=null,clearTimeout(this.#d),clearTimeout(this.#t);let t=this.#e;this.#e=null,t&&(t.onopen=t.onmessage=t.onclose=null,t.close())}#x(t){t.state!==this.#s.state&&(this.#s=t,this.onreport(t))}};var at=Object.freeze({epoch:null,offset:0});function ct(e,t,n){return n&&e.epoch&&n!==e.epoch?"gap":t<=e.offset?"drop":t===e.offset+1?"apply":"gap"}function lt(e,t){let n=t.epoch||null;return t.recovered?{epoch:n,offset:e.offset}:{epoch:n,offset:0}}var Ht=112,Gt=128,Kt=1e3;function dt(){return[...crypto.getRandomValues(new Uint8Array(12))].map(e=>e.toString(16).padStart(2,"0")).join("")}var A=class extends Error{constructor(t,n){super(`the server refused the request: ${n} (${t})`),this.name="RefusedError",this.code=t,this.key=n}},S=class extends EventTarget{#e=new Map;#s=new Map;#n=new Map;#d=0;#t;constructor({server:t,token:n,name:s="widget"}){super(),this.#t=new T({server:t,token:n,hello:()=>({client:s,...this.#r()}),onframe:i=>this.#u(i),onreport:i=>this.#a("connection",i)})}get connection(){return this.#t.report}set token(t){this.#t.token=t}connect(){this.#t.open()}close(){this.#t.close()}follow(t){this.#e.has(t)||(this.#e.set(t,{position:at,top:0,asked:!1}),this.#c(t))}unfollow(t){this.#e.delete(t)&&this.#t.send({t:"unsubscribe",id:++this.#d,c:t})}post(t,n){return this.#l({t:"message.post",c:t,...n})}tell(t,n){return this.#l({t:"context.give",c:t,...n})}decide(t,n){return this.#l({t:"suggestion.decide",c:t,...n})}#r(){let t=[...this.#e].filter(([,{position:s}])=>s.epoch!==null).slice(0,Gt),n=t.map(([s,{position:i}])=>[s,i.epoch,i.offset]);for(let[s,i]of this.#e)i.asked=t.some(([o])=>o===s);return n.length?{resume:n}:{}}#u(t){t.t==="welcome"?this.#h():t.t==="sub"?this.#i(t):t.t==="ev"?this.#f(t):t.t==="ack"?this.#p(t):t.t==="err"&&this.#m(t)}#h(){this.#n.clear();for(let t of this.#e.keys())this.#c(t);for(let[t,{frame:n}]of this.#s)this.#t.send({...n,id:t})}#c(t){let n=this.#e.get(t);if(!n||n.asked||!this.#t.live)return;let{epoch:s,offset:i}=n.position;n.asked=!0,this.#n.set(++this.#d,t);let o=s?{epoch:s,offset:i}:{};this.#t.send({t:"subscribe",id:this.#d,c:t,...o})}#i(t){let n=this.#e.get(t.c);if(!n)return;let s=n.position.epoch!==null;n.asked=!1,n.top=t.top,n.position=lt(n.position,t),s&&!t.recovered&&this.#a("reset",{conversation:t.c})}#f({c:t,e:n,o:s,k:i,d:o}){let r=this.#e.get(t);if(!r)return;let c=ct(r.position,s,n);c==="gap"&&this.#c(t),c==="apply"&&(r.position={epoch:n??r.position.epoch,offset:s},this.#a("event",{conversation:t,offset:s,kind:i,data:o,behind:Math.max(0,r.top-s)}))}#p(t){this.#s.get(t.id)?.resolve(t),this.#s.delete(t.id)}#m({id:t,c:n,code:s,key:i,temporary:o,retry_ms:r=Kt}){let c=this.#n.get(t)??n,a=this.#e.get(c);if(a&&s!==Ht){a.asked=!1,o?setTimeout(()=>this.#c(c),r):this.#a("refused",{conversation:c,code:s,key:i});return}let d=this.#s.get(t);if(d){if(o){setTimeout(()=>this.#s.has(t)&&this.#t.send({...d.frame,id:t}),r);return}this.#s.delete(t),d.reject(new A(s,i))}}#l(t){let n=++this.#d;return new Promise((s,i)=>{this.#s.set(n,{frame:t,resolve:s,reject:i}),this.#t.live&&this.#t.send({...t,id:n})})}#a(t,n){this.dispatchEvent(new CustomEvent(t,{detail:n}))}};function ht({value:e,start:t,end:n},s){let i=e.slice(0,t),o=e.slice(n),r=(/\S$/.test(i)?" ":"")+s+(/^\S/.test(o)&&!/\s$/.test(s)?" ":"");return{value:i+r+o,start:t,end:t+r.length,inserted:r,replaced:e.slice(t,n)}}function Ut(e,{start:t,inserted:n}){let s=e.startsWith(n,t)?t:e.indexOf(n);return s<0?null:{start:s,end:s+n.length}}function pt(e){if(!(e instanceof HTMLElement))return null;if(mt(e)||e.isContentEditable)return e;let t="textarea, input[type=text], input:not([type]), [contenteditable]:not([contenteditable=false])",n=e.querySelector(t)??e.shadowRoot?.querySelector(t);return n instanceof HTMLElement?n:null}async function ft(e,t){return mt(e)?Yt(e,t):Ft(e,t)}async function gt(e){try{return await navigator.clipboard.writeText(e),!0}catch{return!1}}function mt(e){return e instanceof HTMLTextAreaElement||e instanceof HTMLInputElement}function Yt(e,t){let n={start:e.selectionStart??e.value.length,end:e.selectionEnd??e.value.length},s=ht({value:e.value,...n},t);return ut(e,n,s.inserted)?{undo(){let i=Ut(e.value,s);return i!==null&&ut(e,i,s.replaced)}}:null}function ut(e,{start:t,end:n},s){if(e.readOnly||e.disabled)return!1;let i=e.value.slice(0,t)+s+e.value.slice(n);return e.value===i?!0:(e.focus(),e.setSelectionRange(t,n),s?document.execCommand("insertText",!1,s):document.execCommand("delete"),e.value!==i&&(e.setRangeText(s,t,n,"end"),e.dispatchEvent(new InputEvent("input",{bubbles:!0,composed:!0,inputType:"insertText",data:s}))),e.setSelectionRange(t+s.length,t+s.length),e.value===i)}async function Ft(e,t){e.focus();let n=e.textContent,{value:s,spaced:i}=Vt(e,t);await new Promise(a=>setTimeout(a,120));let o=new DataTransfer;o.setData("text/plain",i);let r=new ClipboardEvent("paste",{clipboardData:o,bubbles:!0,cancelable:!0,composed:!0});e.dispatchEvent(r)&&document.execCommand("insertText",!1,i),await new Promise(a=>setTimeout(a));let c=e.textContent;return c===s?null:{undo(){return e.textContent!==c?!1:(e.focus(),document.execCommand("undo"),e.textContent===n)}}}function Vt(e,t){let n=document.getSelection();if(!n.anchorNode||!e.contains(n.anchorNode)){let a=document.createRange();a.selectNodeContents(e),a.collapse(!1),n.removeAllRanges(),n.addRange(a)}let s=e.textContent??"",i=document.createRange();i.selectNodeContents(e);let o=n.getRangeAt(0);i.setEnd(o.startContainer,o.startOffset);let r=i.toString().length,{inserted:c}=ht({value:s,start:r,end:r+o.toString().length},t);return{value:s,spaced:c}}var $=Object.freeze({insert:"Alt+Enter",dismiss:"Alt+X"});function B(e,t){let n=t.split("+"),s=(n.pop()??"").toLowerCase();if(!s)return!1;let i=r=>n.includes(r);if(e.altKey!==i("Alt")||e.ctrlKey!==i("Ctrl")||e.metaKey!==i("Meta")||e.shiftKey!==i("Shift"))return!1;let o=e.key.toLowerCase();return o===s||!/^[a-z]$/.test(o)&&e.code.toLowerCase()===`key${s}`}function bt(e,t){let n=t?{Alt:"\u2325",Shift:"\u21E7",Ctrl:"\u2303",Meta:"\u2318",Enter:"\u21A9"}:{Enter:"\u21B5"};return e.split("+").map(s=>n[s]??s)}var D=new Map([["en",()=>import("./locales/en.js")],["fr",()=>import("./locales/fr.js")]]);function xt(e){let t=(e??"").toLowerCase().split("-")[0]??"";return D.has(t)?t:"en"}async function kt(e){let t=D.get(e);if(!t)throw new RangeError(`${e}: no words for it; one of ${[...D.keys()].join(", ")}`);return(await t()).default}function g(e,t){return e.replace(/\{(\w+)\}/g,(n,s)=>String(t[s]??n))}function P(e,t){let n=e.connections[t]??e.statuses[t]??e[t];return typeof n=="string"?n:""}function Wt(e,{label:t,words:n}){let s=e.conditions[t];if(s)return g(s,{time:n});let i=/^(\w+) is (met|open|failing)$/.exec(t);return i?e.needs[i[1]??""]?.[i[2]??""]??"":e.cues[t]??e.acts[t]??e.tones[t]?.toLowerCase()??""}function vt(e,t){let n=t.filter(o=>o.message_id).map(({words:o})=>H(o)),s=n.filter(o=>o&&!n.some(r=>r!==o&&r.includes(o))),i=t.map(o=>Wt(e,o)).filter(Boolean);return{quotes:[...new Set(s)].slice(0,2),meanings:[...new Set(i)].slice(0,3)}}var H=e=>e.split(" \u2026 ").reduce((t,n)=>n.trim().length>t.length?n.trim():t,"");var G=Object.freeze({tone:null,course:[],needs:[],ledger:null,at:0,card:null,displayed:!1,ended:null,handover:null,aside:null});function Jt(e){let{reading:t}=e,n=t.tones[0];return{messageId:e.message_id,tone:n?.tone??(t.unsure?"unsure":"neutral"),words:n?.evidence[0]?.text??"",valence:t.valence,intensity:t.intensity}}function Xt(e,{suggestion_id:t,decision:n}){let{card:s,ended:i}=e;return n==="displayed"?s?.suggestion_id===t?{...e,displayed:!0}:!i||i.suggestion.suggestion_id!==t?e:{...e,card:i.suggestion,displayed:!0,ended:null}:!s||s.suggestion_id!==t?e:{...e,card:null,displayed:!1,ended:{suggestion:s,how:n}}}function Qt(e,t){let n=e.card?.suggestion_id===t?null:e.card,s=e.ended?.suggestion.suggestion_id===t?null:e.ended;return{...e,card:n,ended:s,displayed:n?e.displayed:!1}}function K(e,t,n){switch(t){case"message.posted":return n.speaker==="agent"?{...e,ended:null,handover:null,aside:null}:e;case"message.read":{if(n.speaker!=="customer")return e;let s=Jt(n);return{...e,tone:s,course:[...e.course,s].slice(-40)}}case"needs.changed":return{...e,needs:n.needs};case"ledger.changed":return{...e,ledger:n.ledger,at:n.at};case"handover.made":return{...e,handover:n,aside:null,ledger:n.ledger,at:n.at};case"suggestion.offered":return{...e,card:n.suggestion,displayed:!1,ended:null,aside:null};case"suggestion.decided":return Xt(e,n);case"suggestion.withdrawn":case"suggestion.expired":return Qt(e,n.suggestion_id);default:return e}}var z=({card:e,handover:t})=>t?null:e,yt=e=>({...e,handover:null,aside:e.handover}),wt=e=>({...e,handover:e.aside,aside:null});function St({needs:e,tone:t}){let n=i=>e.find(o=>o.status===i),s=t&&t.tone!=="neutral"&&t.tone!=="unsure";return n("failing")??(s?n("open"):null)??null}var Et=`
:host {
  --accent: var(--agent-assist-accent, light-dark(#2f5fd0, #8fb2ff));
  --on-accent: var(--agent-assist-on-accent, light-dark(#fff, #0d1526));
  --ground: var(--agent-assist-background, light-dark(#fff, #1b1e24));
  --ink: var(--agent-assist-foreground, light-dark(#1c2330, #e8ebf1));
  --soft: var(--agent-assist-muted, light-dark(#5c6675, #9fa9b8));
  --line: var(--agent-assist-border, light-dark(#dfe3ea, #343a44));
  --round: var(--agent-assist-radius, 10px);
  --height: var(--agent-assist-height, 204px);
  display: block;
  container-type: inline-size;
  color-scheme: light dark;
  font: 400 var(--agent-assist-font-size, 14px) / 1.45 var(--agent-assist-font, system-ui, sans-serif);
}
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }

[data-tone] { --tone-chroma: 1; --hue: 260 }
[data-tone=anger] { --hue: 25 }
[data-tone=frustration] { --hue: 48 }
[data-tone=anxiety] { --hue: 78 }
[data-tone=delight] { --hue: 140 }
[data-tone=gratitude] { --hue: 172 }
[data-tone=disappointment] { --hue: 248 }
[data-tone=confusion] { --hue: 285 }
[data-tone=remorse] { --hue: 310 }
[data-tone=playfulness] { --hue: 345 }
[data-tone=neutral], [data-tone=unsure] { --tone-chroma: .15 }

.panel {
  display: flex;
  flex-direction: column;
  block-size: var(--height);
  overflow: hidden;
  color: var(--ink);
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: var(--round);
}
.head {
  display: grid;
  grid: "tone need end" auto "tone books end" minmax(0, max-content) / auto minmax(0, 1fr) auto;
  align-content: center;
  align-items: center;
  column-gap: 10px;
  flex: none;
  block-size: 52px;
  padding: 4px 12px;
  border-block-end: 1px solid var(--line);
}
.tone {
  grid-area: tone;
  padding: 2px 9px;
  border-radius: 99px;
  font-size: .93em;
  font-weight: 600;
  color: light-dark(oklch(.41 calc(.11 * var(--tone-chroma)) var(--hue)), oklch(.89 calc(.08 * var(--tone-chroma)) var(--hue)));
  background: light-dark(oklch(.95 calc(.04 * var(--tone-chroma)) var(--hue)), oklch(.33 calc(.06 * var(--tone-chroma)) var(--hue)));
  transition: color .2s, background-color .2s;
}
.need { grid-area: need; min-inline-size: 0; overflow: hidden; color: var(--soft); text-overflow: ellipsis; white-space: nowrap }
.end { grid-area: end; display: flex; align-items: center; gap: 8px }
.books { grid-area: books; display: flex; gap: 16px; min-inline-size: 0; overflow: hidden; padding: 0; list-style: none; color: var(--soft); font-size: .9em; white-space: nowrap }
.entry { display: flex; gap: 5px; min-inline-size: 0 }
.entry[data-pressing] { color: var(--ink) }
.entry[data-pressing] .what { font-weight: 600 }
.entry:has(.left) { flex: none }
.what, .left, .more { flex: none }
.entry .quote { overflow: hidden; text-overflow: ellipsis }
.left { min-inline-size: 5em; font-variant-numeric: tabular-nums }
.connection { color: var(--soft); font-size: .9em }
.course { display: block; inline-size: 76px; block-size: 22px; overflow: visible }
.course line { stroke: var(--line); stroke-dasharray: 2 3 }
.course polyline { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; opacity: .6 }
.course circle { fill: light-dark(oklch(.62 calc(.14 * var(--tone-chroma)) var(--hue)), oklch(.76 calc(.12 * var(--tone-chroma)) var(--hue))) }
.course circle.now { stroke: var(--ground); stroke-width: 1.5 }

.body { position: relative; flex: 1; min-block-size: 0 }
.card, .glance, .quiet { position: absolute; inset: 0; display: flex; padding: 10px 12px }
.card, .glance { flex-direction: column; gap: 5px; animation: arrive .16s ease-out }
.top { display: flex; align-items: baseline; gap: 10px; flex: none }
.kind { font-size: .93em; font-weight: 650; letter-spacing: .01em; color: var(--accent) }
.policy { margin-inline-start: auto; color: var(--soft); font-size: .82em; white-space: nowrap }
.text { flex: 0 1 auto; min-block-size: 2.9em; overflow: auto; font-size: 1.07em; line-height: 1.45; overflow-wrap: anywhere }
.foot { display: flex; align-items: flex-end; gap: 12px; flex: none; margin-block-start: auto }
.why { flex: 1; min-inline-size: 0; color: var(--soft); font-size: .9em; overflow-wrap: anywhere }
.quote { color: var(--ink); font-style: italic }
.why { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
.actions { display: flex; gap: 8px; flex: none }
.head:has([data-told]) { block-size: auto; min-block-size: 36px }
.books[data-told] { display: none }
.glance { font-size: .95em; line-height: 1.35 }
.glance .top { align-items: center; flex-wrap: nowrap }
.glance .kind, .next { white-space: nowrap }
.next, .fact { color: var(--soft) }
.next { overflow: hidden; text-overflow: ellipsis }
.glance button { flex: none; min-block-size: 28px; padding-block: 2px; margin-inline-start: auto }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; min-block-size: 0; overflow: auto }
.said { overflow-wrap: anywhere }
.card[data-kind=agent-care] { background: color-mix(in oklab, var(--accent) 7%, transparent) }
.quiet { align-items: center; justify-content: center; gap: 10px; flex-wrap: wrap; color: var(--soft); text-align: center }

.quiet[data-listening]::before { content: ''; inline-size: 6px; block-size: 6px; border-radius: 50%; background: var(--soft); animation: breathe 3.2s ease-in-out infinite }

button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 8px;
  min-block-size: 32px;
  padding: 4px 12px;
  border: 1px solid var(--line);
  border-radius: calc(var(--round) * .7);
  color: var(--ink);
  background: transparent;
  font: inherit;
  font-weight: 550;
  white-space: nowrap;
  cursor: pointer;
}
button:hover { border-color: var(--soft) }
button.insert { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
button.insert:hover { filter: brightness(1.08) }
button:active { transform: translateY(1px) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
kbd { display: inline-flex; gap: 2px; font: inherit; font-size: .82em; font-weight: 500; opacity: .9 }
kbd span + span::before { content: '+'; margin-inline-end: 2px }
kbd.mac span + span::before { content: none }
.voice { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

@keyframes breathe { 50% { opacity: .25 } }
@keyframes arrive { from { opacity: 0; transform: translateY(4px) } }

@container (min-width: 721px) {
  .need:empty + .books { grid-row: 1 / 3 }
  .facts { grid-template-columns: auto minmax(0, 1fr) auto minmax(0, 1fr) }
}
@container (max-width: 720px) {
  .panel { block-size: var(--agent-assist-height, 236px) }
  .head { grid: "tone need end" auto "books books books" auto / auto minmax(0, 1fr) auto; block-size: 80px; row-gap: 4px }
  .books { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 12px; max-block-size: 2.9em }
  .entry:only-child { grid-column: 1 / -1 }
}
@container (max-width: 520px) {
  .panel { block-size: var(--agent-assist-height, 296px) }
  .foot { flex-direction: column; align-items: stretch; gap: 8px }
  .why { flex: none }
  .actions button { flex: 1 }
}
@container (max-width: 330px) {
  .panel { block-size: var(--agent-assist-height, 400px) }
  .head { grid: "tone end" auto "need need" auto "books books" auto / minmax(0, 1fr) auto; block-size: 100px; padding-inline: 10px }
  .books { grid-template-columns: minmax(0, 1fr) }
  .next, .glance kbd { display: none }
  .tone { justify-self: start }
  .end { justify-self: end }
  .card { padding-inline: 10px }
  .top { flex-wrap: wrap; row-gap: 0 }
  .policy { margin-inline-start: 0 }
  .why { -webkit-line-clamp: 3 }
  .actions { flex-direction: column-reverse }
}
@media (prefers-reduced-motion: reduce) {
  * { animation: none !important; transition: none !important }
  button:active { transform: none }
}
@media (forced-colors: active) {
  .tone { border: 1px solid }
  button.insert { border-width: 2px }
}
`;function At(e,t,n){let s={x:t-6,y:n-6},i=0;return e.map(({tone:o,valence:r,intensity:c},a)=>{i=r??i;let d=e.length<2?1:a/(e.length-1);return{x:U(3+d*s.x),y:U(3+(1-Tt(i,-1,1))/2*s.y),r:U(1.6+Tt(c,0,1)*(3-1.6)),tone:o}})}function zt(e){let t=e.flatMap(({valence:i})=>i===null?[]:[i]);if(t.length<2)return"steady";let n=Math.max(1,Math.floor(t.length/3)),s=Ct(t.slice(-n))-Ct(t.slice(0,n));return s>.2?"rising":s<-.2?"falling":"steady"}var Ct=e=>e.reduce((t,n)=>t+n,0)/e.length,Tt=(e,t,n)=>Math.min(n,Math.max(t,e)),U=e=>Math.round(e*10)/10;var Zt="http://www.w3.org/2000/svg";function l(e,t,...n){let s=document.createElement(e);return s.className=t,s.setAttribute("part",t),s.append(...n),s}function E(e,t,...n){let s=document.createElementNS(Zt,e);for(let[i,o]of Object.entries(t))s.setAttribute(i,String(o));return s.append(...n),s}function w(e,t){let n=document.createElement("span"),s=l("kbd","key");s.setAttribute("aria-hidden","true");let i=l("button",e,n,s);return i.type="button",i.addEventListener("click",t),{button:i,label(o,r,c){n.textContent=o,i.setAttribute("aria-keyshortcuts",r),s.classList.toggle("mac",c),s.replaceChildren(...bt(r,c).map(a=>{let d=document.createElement("span");return d.textContent=a,d}))}}}var te=new Set(["raised","acknowledged","acted"]),ee=new Set(["open","near","due"]),ne=new Set(["open","near"]),Y=3600,Mt=24*Y;function F(e,t){let{issues:n=[],questions:s=[],promises:i=[],deadlines:o=[]}=e??{},r=i.filter(({status:a})=>ee.has(a)).toSorted(Lt),c=o.filter(({status:a})=>ne.has(a)).toSorted(Lt);return{issues:Ot(n.filter(({status:a})=>te.has(a)).map(a=>se(a,t))),questions:Ot(s.map(({words:a,asked:d})=>M({label:d>1?t.asksAgain:t.asks,quote:a,pressing:d>1}))),promises:r.map(({words:a,due:d,status:u})=>M({label:t.promised,quote:a,pressing:u!=="open",due:d})),deadlines:c.map(({words:a,due:d,status:u})=>M({label:t.deadline,quote:a,pressing:u==="near",due:d}))}}function V(e,{due:t},n){if(t===null)return"";let s=t-n;if(s<=0)return e.due;let[i,o]=s>=2*Mt?["d",s/Mt]:s>=2*Y?["h",s/Y]:["min",Math.ceil(s/60)];return g(e.left[i]??"",{n:Math.round(o)})}function se({about:e,words:t,raised:n,brought:s},i){let o=n>1,r=[o&&g(i.times,{n}),s&&i.brought].filter(Boolean);return M({label:i.cues[e]??i.asks,note:r.join(", "),quote:t,pressing:o})}var M=e=>({label:"",note:"",quote:"",pressing:!1,...e,due:e.due??null}),Ot=e=>e.toReversed().toSorted((t,n)=>Number(n.pressing)-Number(t.pressing)),Lt=(e,t)=>(e.due??1e12)-(t.due??1e12);var W=2;function _t({tone:e,ledger:t,avoid:n},s,i){let{issues:o,questions:r,promises:c,deadlines:a}=F(t,s),d=(f,b=!0)=>le(f.map(v=>jt(v,s,i,b))),{frame:u}=t,x={mood:[s.tones[e??"neutral"]??"",...ce(t,s)],issues:d(o),questions:d(r,!1),promises:d(c,!1),deadlines:d(a,!1),joke:u?[u.name??"",O(u.words,s)].filter(Boolean):[],avoid:n.map(f=>s.nouns[f]??f)};return Object.entries(x).flatMap(([f,b])=>b.length?{label:s.rows[f]??"",said:b}:[])}var ie=e=>e.map(({label:t,said:n})=>`${t}: ${n.join(", ")}`).join(". ");function qt(e){let t=l("strong","kind"),n=l("span","next"),s=w("dismiss",e),i=l("dl","facts"),o=l("div","glance",l("div","top",t,n,s.button),i);o.setAttribute("role","group");let r=Rt();return{group:o,show({view:{handover:c,card:a,ledger:d},words:u,now:x,keys:f,mac:b}){if(o.hidden=!c,!c)return"";let v=_t({...c,ledger:d??c.ledger},u,x);return r(v)&&i.replaceChildren(...v.flatMap(ae)),t.textContent=u.takeover,n.textContent=a?g(u.next,{kind:u.kinds[a.kind]??""}):"",s.label(u.understood,f.dismiss,b),o.setAttribute("aria-label",u.takeover),`${u.takeover}. ${ie(_t(c,u,c.at))}`}}}function Nt(){let e=l("ul","books"),t=Rt();return{list:e,show({view:n,words:s,now:i}){let r=Object.values(F(n.ledger,s)).filter(c=>c.length).toSorted(de).map(c=>oe(c,s,i));e.hidden=!r.length,e.setAttribute("aria-label",s.books),t(r)&&e.replaceChildren(...r.map(re))}}}function oe(e,t,n){let s=e[0];return{...s,time:V(t,s,n),quote:O(s.quote,t),more:e.length>1?`+${e.length-1}`:"",title:e.map(i=>jt({...i,due:null},t,n,!0)).join(`
`)}}function re({label:e,pressing:t,time:n,quote:s,more:i,title:o}){let r=n?l("span","left",n):l("span","quote",s),c=l("li","entry",l("span","what",e),r,l("span","more",i));return c.title=o,c.toggleAttribute("data-pressing",t),c}var ae=({label:e,said:t})=>[l("dt","fact",e),l("dd","said",t.join(" \xB7 "))];function Rt(){let e="";return t=>e!==(e=JSON.stringify(t))}var ce=({moments:e},t)=>e.flatMap(({what:n,feeling:s,words:i})=>n==="end"||!i?[]:`${n==="turn"?t.turned:s<0?t.lowest:t.best} ${O(i,t)}`);function jt(e,t,n,s){return[s||e.pressing&&e.due===null?e.label:"",O(e.quote,t),e.note,V(t,e,n)].filter(Boolean).join(" ")}var O=(e,t)=>g(t.quote,{words:H(e)}),le=e=>e.length>W?[...e.slice(0,W),`+${e.length-W}`]:e,de=([e],[t])=>Number(t?.pressing)-Number(e?.pressing);var J=76,X=22;function It(e,t){let n=l("span","tone"),s=l("span","need"),i=E("svg",{class:"course",part:"course",role:"img",viewBox:`0 0 ${J} ${X}`}),o=l("span","connection"),r=Nt(),c=l("div","head",n,s,r.list,l("span","end",o,i)),a=l("strong","kind"),d=l("span","policy"),u=l("p","text"),x=l("p","why"),f=w("insert",t.insert),b=w("dismiss",t.dismiss),v=l("div","foot",x,l("div","actions",b.button,f.button)),k=l("span","over"),y=l("div","card",l("div","top",a,d),u,v,k),Q=qt(t.dismiss),Z=l("span","notice"),_=w("undo",t.undo),q=l("div","quiet",Z,_.button),tt=l("section","panel",c,l("div","body",y,Q.group,q)),N=l("p","voice");N.setAttribute("aria-live","polite"),y.setAttribute("role","group"),k.id="over",y.setAttribute("aria-describedby",k.id),k.hidden=!0,e.replaceChildren(tt,N),e.addEventListener("mousedown",p=>{p.target instanceof Element&&p.target.closest("button")&&p.preventDefault()});let et="";return p=>{let{view:R,words:m,keys:j,mac:I}=p;tt.setAttribute("aria-label",m.panel),he(p,n,s,i),r.show(p);let h=z(R),C=Q.show(p);if(r.list.toggleAttribute("data-told",!!C),y.hidden=!h,q.hidden=!!(h||C),h){let st=h.kind==="agent-care";y.dataset.kind=h.kind,a.textContent=m.kinds[h.kind]??h.title,k.textContent=ue(m,h),a.title=[h.about,k.textContent].filter(Boolean).join(`
`),d.textContent=h.policy??"",d.title=m.policy,u.textContent!==h.text&&(u.textContent=h.text,u.scrollTop=0),u.lang=h.language,y.setAttribute("aria-label",`${a.textContent}: ${h.text}`),pe(x,m,h),f.button.hidden=st,f.label(m.insert,j.insert,I),b.label(st?m.understood:m.dismiss,j.dismiss,I)}o.textContent=h||C?p.trouble||p.notice:"",Z.textContent=p.trouble||p.notice||m.listening,q.toggleAttribute("data-listening",!p.trouble&&!p.notice),_.button.hidden=!p.canUndo,_.label(R.ended?.how==="dismissed"||R.aside?m.bringBack:m.undo,j.dismiss,I),e.activeElement?.closest("[hidden]")&&e.querySelector("button:not([hidden], [hidden] *)")?.focus();let $t=h&&g(m.suggestion,{kind:a.textContent??"",text:h.text}),nt=p.trouble||p.notice||C||$t||"";nt!==et&&(N.textContent=et=nt)}}function ue({nouns:e,over:t},{outranked:n=[]}){let s=n.map(({kind:i})=>e[i]??i);return s.length?g(t,{kinds:s.join(", ")}):""}function he({view:e,words:t},n,s,i){let o=e.tone;n.hidden=!o,i.style.display=e.course.length>1?"":"none";let r=o&&St(e);if(s.textContent=r?t.needs[r.need]?.[r.status]??"":"",s.title=r?.because??"",!o)return;n.dataset.tone=o.tone,n.textContent=t.tones[o.tone]??o.tone,n.title=o.words?g(t.quote,{words:o.words}):"";let c=t[zt(e.course)];i.setAttribute("aria-label",g(t.course,{n:e.course.length,trend:c}));let a=At(e.course,J,X),d=X/2;i.replaceChildren(E("line",{x1:0,x2:J,y1:d,y2:d}),E("polyline",{points:a.map(({x:u,y:x})=>`${u},${x}`).join(" ")}),...a.map(({x:u,y:x,r:f,tone:b},v)=>{let k=v===a.length-1;return E("circle",{cx:u,cy:x,r:k?f+1:f,class:k?"now":"","data-tone":b})}))}function pe(e,t,n){let{quotes:s,meanings:i}=vt(t,n.because),o=s.map(c=>{let a=l("span","quote");return a.textContent=g(t.quote,{words:c}),a}),r=i.join(", ")||(s.length?"":n.about);e.replaceChildren(),o.forEach((c,a)=>e.append(a?" ":"",c)),r&&e.append(o.length?" \xB7 ":"",r),e.title=n.about}var fe=15e3,ge=/Mac|iPhone|iPad/.test(navigator.platform),L=class extends HTMLElement{static observedAttributes=["conversation","server","token","lang","theme"];static define(t="agent-assist",n=customElements){return n.get(t)||n.define(t,this),this}#e=null;#s="";#n="";#d=null;#t=G;#r=$;#u="";#h=null;#c="";#i="";#f="";#p=!1;#m=!1;#l=new Set;#a=null;#k;#v;constructor(){super();let t=this.attachShadow({mode:"open"}),n=new CSSStyleSheet;n.replaceSync(Et),t.adoptedStyleSheets=[n],this.#v=It(t,{insert:()=>this.insert(),dismiss:()=>this.dismiss(),undo:()=>this.undo()})}get token(){return this.#d??this.getAttribute("token")??""}set token(t){this.#d=t,this.#w()}get keys(){return this.#r}set keys(t){this.#r={...$,...t},this.#o()}get card(){return z(this.#t)}get tone(){return this.#t.tone}get connection(){return this.#e?.connection.state??"idle"}get composer(){let t=this.getAttribute("for");return t?this.getRootNode().getElementById?.(t)??this.ownerDocument.getElementById(t):null}connectedCallback(){document.addEventListener("keydown",this,{capture:!0}),document.addEventListener("visibilitychange",this),this.#k=setInterval(()=>this.#o(),fe),this.#w(),this.#o()}disconnectedCallback(){document.removeEventListener("keydown",this,{capture:!0}),document.removeEventListener("visibilitychange",this),clearInterval(this.#k),this.#w()}attributeChangedCallback(){this.#w(),this.isConnected&&this.#o()}handleEvent(t){t instanceof KeyboardEvent?this.#x(t):this.#C()}async insert(){let{card:t}=this;if(!t||t.kind==="agent-care")return;let n=pt(this.composer),s={suggestion:t,text:t.text,composer:n,conversation:this.#n};if(!this.#y("agent-assist-insert",s))return this.#b(t,"inserted");let i=n&&await ft(n,t.text);if(this.#a=i?{id:t.suggestion_id,undo:i.undo}:null,i)return this.#b(t,"inserted");if(await gt(t.text))return this.#b(t,"copied");this.#i="noComposer",this.#o()}dismiss(){let{card:t}=this;this.#t.handover&&this.#g(yt,"dismissed"),t&&this.#y("agent-assist-dismiss",{suggestion:t,conversation:this.#n})&&(this.#i="dismissed",this.#S(t,"dismissed"),this.#o())}undo(){let{ended:t,aside:n}=this.#t;if(n&&!t)return this.#g(wt,"");if(!t)return;let s={suggestion:t.suggestion,how:t.how,conversation:this.#n},i=this.#a?.id===t.suggestion.suggestion_id?this.#a:null;this.#y("agent-assist-undo",s)&&i?.undo(),this.#a=null,this.#i="",this.#S(t.suggestion,"displayed"),this.#o()}#g(t,n){this.#t=t(this.#t),this.#i=this.card?"":n,this.#o()}#b(t,n){this.#i=n,this.#S(t,"accepted"),this.#o()}#x(t){if(t.repeat||t.isComposing)return;let n=t.composedPath(),s=this.composer;if(!n.includes(this)&&!(s&&n.includes(s)))return;let{card:i}=this,{ended:o,handover:r,aside:c}=this.#t,a=B(t,this.#r.insert)?i&&i.kind!=="agent-care"&&(()=>this.insert()):B(t,this.#r.dismiss)&&(i||r?()=>this.dismiss():(o||c)&&(()=>this.undo()));a&&(t.preventDefault(),t.stopImmediatePropagation(),a())}#w(){this.#m||(this.#m=!0,queueMicrotask(()=>{this.#m=!1,this.#T()}))}#T(){let t=this.getAttribute("server")??"",n=this.getAttribute("conversation")??"";if(!this.isConnected||!t)return this.#e?.close();(!this.#e||t!==this.#s)&&this.#A(t);let s=this.#e;s.token=this.token,n!==this.#n&&(s.unfollow(this.#n),this.#n=n,this.#E()),n&&s.follow(n),s.connect(),this.#o()}#A(t){this.#e?.close();let n=new S({server:t,token:this.token,name:"agent-assist"});this.#e=n,this.#s=t,this.#E();let s=i=>o=>{n===this.#e&&i(o.detail)};n.addEventListener("connection",s(i=>this.#z(i))),n.addEventListener("event",s(i=>this.#M(i))),n.addEventListener("reset",s(()=>this.#E())),n.addEventListener("refused",s(()=>(this.#c="refused",this.#o())))}#E(){this.#t=G,this.#c=this.#i="",this.#l.clear(),this.#a=null}#z(t){let n=this.#y("agent-assist-connection",t),s=t.key&&this.#h?.connections[t.key]?t.key:t.state;this.#c=n&&t.state!=="live"?s:"",this.#o()}#M({conversation:t,kind:n,data:s,behind:i}){t===this.#n&&(n==="suggestion.decided"&&this.#l.delete(s.decision_id)||(this.#t=K(this.#t,n,s),!this.#t.ended&&!this.#t.aside&&(this.#i=""),i||this.#o()))}#S(t,n){let s={suggestion_id:t.suggestion_id,decision_id:dt(),decision:n};this.#l.add(s.decision_id),this.#t=K(this.#t,"suggestion.decided",s),this.#e?.decide(this.#n,s).catch(()=>this.#l.delete(s.decision_id))}#o(){let t=xt(this.closest("[lang]")?.getAttribute("lang")||navigator.language);t!==this.#u&&this.#O(t);let n=this.#h;if(!n)return;let{card:s}=this,{ended:i,aside:o}=this.#t,r=s?.suggestion_id??"";r!==this.#f&&(this.#f=r,this.#p=!this.#y("agent-assist-card",{suggestion:s,conversation:this.#n}));let c=this.#n?this.#i:"noConversation";this.#v({view:this.#p?{...this.#t,card:null}:this.#t,words:n,notice:P(n,c),trouble:P(n,this.#c),keys:this.#r,mac:ge,canUndo:!!(o||i&&!this.#p),now:Math.max(Date.now()/1e3,this.#t.at)}),this.#C()}async#O(t){this.#u=t;let n=await kt(t);t===this.#u&&(this.#h=n,this.#o())}#C(){let{card:t}=this;t&&!this.#t.displayed&&document.visibilityState==="visible"&&this.#S(t,"displayed")}#y(t,n){return this.dispatchEvent(new CustomEvent(t,{detail:n,cancelable:!0,bubbles:!0,composed:!0}))}};L.define();export{L as AgentAssistElement,S as AssistClient,A as RefusedError};
