/** The style of the page, with the colours of the deployments page. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --back: light-dark(#ffffff, #0d1117);
  --raised: light-dark(#f6f8fa, #151b23);
  --text: light-dark(#1f2328, #f0f6fc);
  --quiet: light-dark(#59636e, #9198a1);
  --line: light-dark(#d1d9e0, #3d444d);
  --link: light-dark(#0969da, #4493f8);
  --code: light-dark(#0067b8, #58a6ff);
  --runtime: light-dark(#8250df, #bc8cff);
  --good: light-dark(#1a7f37, #56d364);
  --slow: light-dark(#9a6200, #e3a008);
  --failed: light-dark(#b3123f, #ff7b9c);
  --added: light-dark(#dafbe1, #12361d);
  --removed: light-dark(#ffebe9, #431a1d);
  font: 1rem / 1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { margin: .4rem 0; }
.quiet { color: var(--quiet); }
.runtime-word { color: var(--runtime); } .code-word { color: var(--code); }
.good { color: var(--good); } .slow { color: var(--slow); } .failed { color: var(--failed); }
a { color: var(--link); }
code, pre { font: .86em / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
:not(pre) > code { background: var(--raised); border-radius: .3em; padding: .1em .3em; overflow-wrap: anywhere; }
pre code { font-size: 1em; }
pre { margin: 0; overflow-x: auto; tab-size: 4; }
.box { border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; margin: .75rem 0; }
.box > .head { background: var(--raised); border-bottom: 1px solid var(--line); padding: .5rem .8rem; font-weight: 600; overflow-wrap: anywhere; }
.box > .content { padding: .3rem .8rem .8rem; overflow-x: auto; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.tiles li { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; background: var(--raised); }
.tiles strong { display: block; font-size: 1.35rem; line-height: 1.3; }
.tiles span { color: var(--quiet); font-size: .9rem; }
ol.work { padding-left: 1.4rem; } ol.work li { margin: .6rem 0; overflow-wrap: anywhere; }
.lines, .diff { display: grid; min-width: max-content; padding: .4rem 0; }
.line { display: grid; grid-template-columns: 5.2rem 3rem 1fr; white-space: pre; padding-right: 1rem; border-left: .3rem solid transparent; }
.line.runtime { border-left-color: var(--runtime); } .line.code { border-left-color: var(--code); }
.line > b { padding-left: .5rem; font-weight: 400; }
.line.runtime > b { color: var(--runtime); } .line.code > b { color: var(--code); }
.line > i { color: var(--quiet); font-style: normal; text-align: right; padding-right: .8rem; }
.note { white-space: normal; margin: .2rem .8rem .4rem 8.5rem; max-width: 40rem; color: var(--slow); font: .9rem / 1.45 system-ui, sans-serif; }
.diff span { white-space: pre; padding: 0 .8rem; }
.diff .plus { background: var(--added); } .diff .minus { background: var(--removed); } .diff .hunk { color: var(--quiet); }
table { border-collapse: collapse; }
.scroll { overflow-x: auto; max-width: 100%; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--raised); }
th:empty { display: none; }
td code { overflow-wrap: break-word; }
tr.new td:first-child { border-left: .3rem solid var(--code); }
td.number { text-align: right; white-space: nowrap; }
details > summary { cursor: pointer; color: var(--link); padding: .3rem 0; }
.markdown h2, .markdown h3 { font-size: 1.05rem; margin: .6rem 0 .4rem; }
.log { padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 50rem) {
  .line { grid-template-columns: 1.1rem 2.4rem 1fr; }
  .line > b { font-size: 0; padding: 0; } .line > b::first-letter { font-size: .8rem; }
  .note { margin-left: .8rem; max-width: calc(100vw - 4rem); }
  .tiles { grid-template-columns: 1fr 1fr; }
}
`;
