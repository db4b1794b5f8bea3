const light = `color-scheme:light;--paper:#fbfaf7;--card:#f3f1ec;--ink:#1c2226;--quiet:#59636b;--rule:#dcd8cf;--focus:#0b5cad;
--read:#3f8487;--corrected:#9a6100;--unverified:#9a4d00;--lost:#b3261e;--deleted:#6b4fa0;--noroom:#7d838a;--unused:#b9b5ab;--even:#e3eef0;--odd:#efe8dc;`;

const dark = `color-scheme:dark;--paper:#15191c;--card:#1e2428;--ink:#e8e6e1;--quiet:#a4adb4;--rule:#333b41;--focus:#7cc0ff;
--read:#4f9da0;--corrected:#dd9f35;--unverified:#ee8a3c;--lost:#ff6f61;--deleted:#b095e8;--noroom:#858e95;--unused:#475058;--even:#1f3237;--odd:#332e25;`;

/** Colours by theme, then the page from top to bottom, then phones, then paper. */
export const pageStyle = `
:root{${light}}
@media (prefers-color-scheme:dark){:root:not(:has(#theme-light:checked)){${dark}}}
:root:has(#theme-dark:checked){${dark}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;padding:2.5rem 2rem 4rem;max-width:76rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1,h2,h3,p,ul,dl,dd,fieldset{margin:0;padding:0}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"DejaVu Serif",serif;font-weight:600;line-height:1.2;letter-spacing:-.01em}
h1{font-size:2.3rem;margin:.2rem 0 .5rem}
h2{font-size:1.45rem;margin-bottom:.6rem}
h3{font-size:1.05rem;font-weight:600}
ul{list-style:none}
code{font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
small{display:block;font-size:13px;color:var(--quiet)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
.quiet,.eyebrow,.facts,.lead{color:var(--quiet)}
.eyebrow{font-size:.8rem;letter-spacing:.09em;text-transform:uppercase}
.lead{max-width:52rem;margin-bottom:1rem}
header{border-bottom:1px solid var(--rule);padding-bottom:1.2rem}
main>section{margin-top:2.6rem}
.theme{float:right;border:1px solid var(--rule);border-radius:999px;display:flex;padding:2px;font-size:.8rem;margin:0 0 .5rem 1rem}
.theme legend{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.theme label{position:relative;cursor:pointer}
.theme input{position:absolute;opacity:0;inset:0;margin:0;cursor:pointer}
.theme span{display:block;padding:.15rem .7rem;border-radius:999px;color:var(--quiet)}
.theme input:checked+span{background:var(--ink);color:var(--paper)}
.theme input:focus-visible+span{outline:3px solid var(--focus);outline-offset:2px}
.verdict{font-size:1.75rem;max-width:44rem;margin-bottom:1.1rem}
.bar{display:flex;height:12px;gap:2px;margin-bottom:1.1rem}
.bar span{flex-basis:0;min-width:3px;border-radius:2px;background:var(--read)}
.bar .corrected{background:var(--corrected)}
.bar .lost{background:var(--lost)}
.figures{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem;margin-bottom:1rem}
.figure{border-left:4px solid var(--read);padding:.1rem 0 .1rem .9rem}
.figure.corrected{border-left-style:double;border-left-width:6px;border-color:var(--corrected)}
.figure.lost{border-left-width:8px;border-color:var(--lost)}
.figure.none{border-color:var(--rule)}
.figure dt{color:var(--quiet)}
.figure strong{display:block;font-size:1.6rem;line-height:1.2;font-weight:600}
.figure dd span{color:var(--quiet);font-size:.9rem}
.note{max-width:52rem;margin-top:.35rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin-bottom:.7rem;font-size:.9rem}
.legend li{display:flex;align-items:baseline;gap:.45rem}
.legend svg{width:14px;height:20px;align-self:center;border-bottom:1px solid var(--rule)}
.legend b{font-weight:600}
svg .read,svg.read{fill:var(--read)}
svg .corrected,svg.corrected{fill:var(--corrected)}
svg .unverified,svg.unverified{fill:var(--unverified)}
svg .lost,svg.lost{fill:var(--lost)}
svg .deleted,svg.deleted{fill:var(--deleted)}
svg .noroom,svg.noroom{fill:var(--noroom)}
svg .unused,svg.unused{fill:var(--unused)}
.controls{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1.4rem;margin-bottom:.8rem;font-size:.92rem}
.controls label{display:inline-flex;align-items:center;gap:.45rem;cursor:pointer;min-height:28px}
.controls [hidden]{display:none}
input[type=checkbox]{width:17px;height:17px;margin:0;accent-color:var(--focus)}
input[type=search]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--noroom);border-radius:5px;padding:.2rem .5rem;width:14rem;max-width:60vw}
.chart{display:flex;gap:.5rem;font-size:11px}
.tracks{display:flex;flex-direction:column;color:var(--quiet);text-align:right;white-space:nowrap;min-width:2.2rem}
.tracks span{height:var(--row);line-height:var(--row)}
.plot{position:relative;flex:1;min-width:0;height:calc(var(--row)*var(--tracks));cursor:crosshair;touch-action:manipulation}
.plot svg{position:absolute;inset:0;width:100%;height:100%}
.plot .volumes,.plot .bad,.volume-label{visibility:hidden}
.plot .even{fill:var(--even)}
.plot .odd{fill:var(--odd)}
.plot .bad{fill:var(--ink)}
.plot .cursor{scroll-margin:1rem 0 9rem;fill:none;stroke:var(--ink);stroke-width:2px;vector-effect:non-scaling-stroke}
#map:has(#show-bad:checked) .bad,#map:has(#show-volumes:checked) :is(.volumes,.volume-label){visibility:visible}
.volume-label{position:absolute;padding:0 4px;background:var(--ink);color:var(--paper);font-size:10px;line-height:13px;border-radius:2px;pointer-events:none}
.chart:is(:hover,:focus-within)+.panel,.panel:is(:hover,:focus-within){position:sticky;bottom:0}
.panel{margin-top:.8rem;padding:.7rem 1rem;background:var(--card);border:1px solid var(--rule);border-radius:8px;display:grid;grid-template-columns:1fr auto;gap:.3rem 1rem;align-items:start}
.panel[hidden]{display:none}
.panel b{font-weight:600}
.panel p{grid-column:1}
.panel .words{min-height:1.5em;color:var(--quiet)}
.panel nav{grid-column:2;grid-row:1/span 2;display:flex;gap:.4rem}
.panel button,th button{font:inherit;color:inherit;background:none;border:1px solid var(--noroom);border-radius:5px;padding:.2rem .6rem;cursor:pointer}
.panel button:disabled{opacity:.45;cursor:default}
.sectors{display:grid;grid-template-columns:repeat(32,1fr);gap:2px;grid-column:1/-1;height:18px;align-items:end}
.sectors i{height:8px;background:var(--read)}
.sectors .c{height:12px;background:var(--corrected)}
.sectors .L{height:18px;background:var(--lost)}
.sectors .b{height:2px;background:var(--noroom)}
.sectors .n{height:1px;background:var(--unused)}
.segments{margin-top:1rem}
.segments table{width:auto;min-width:50%}
.segments :is(th,td){padding-right:1.6rem}
summary{cursor:pointer;padding:.2rem 0}
.scroll{max-height:24rem;overflow:auto;margin-top:.4rem}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:600;font-size:.85rem;color:var(--quiet);border-bottom:1px solid var(--noroom);padding:.3rem .9rem .3rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--rule);padding:.35rem .9rem .35rem 0;vertical-align:top}
th:last-child,td:last-child{padding-right:0}
th button{border:0;padding:0;font-weight:600}
th button::after{content:" \\2195";opacity:.5}
th[aria-sort=ascending] button::after{content:" \\2191";opacity:1}
th[aria-sort=descending] button::after{content:" \\2193";opacity:1}
.number{text-align:right;white-space:nowrap}
.dot{display:inline-block;width:9px;height:9px;margin-right:.45rem;border-radius:50%;background:var(--read)}
.dot.corrected,.dot.unverified{background:var(--corrected);border-radius:2px}
.dot.lost,.dot.deleted{background:var(--lost);border-radius:0;transform:rotate(45deg)}
.dot.noroom{background:none;border:2px solid var(--noroom)}
.volume{margin-top:1.8rem}
.volume .facts{font-size:.92rem}
.damage{color:var(--lost)}
.entries{margin-top:.7rem;table-layout:fixed;font-size:14px}
.entries th:nth-child(1){width:36%}
.entries th:nth-child(2){width:9.5%}
.entries th:nth-child(3){width:14%}
.entries th:nth-child(4){width:19%}
.name{overflow:hidden}
.folder{color:var(--quiet)}
.hash code{color:var(--quiet);font-size:11px}
.tag{display:inline-block;font-size:12px;border:1px solid var(--noroom);border-radius:4px;padding:0 .35rem}
.files:has(#only-damaged:checked) tr[data-whole],tr.filtered{display:none}
.findings{margin:.5rem 0;font-size:.95rem}
.findings li{display:flex;gap:.7rem;padding:.3rem 0;border-bottom:1px solid var(--rule)}
.findings b{flex:0 0 4.6rem;font-weight:600;color:var(--quiet)}
.findings .warning b{color:var(--corrected)}
.findings code{color:var(--quiet)}
.origin{margin-top:1rem}
.origin div{display:grid;grid-template-columns:10rem 1fr;gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--rule)}
.origin dt{color:var(--quiet)}
#origin>p{max-width:52rem}
@media screen and (max-width:46rem){
body{padding:1.3rem 1rem 3rem}
h1{font-size:1.75rem}
.verdict{font-size:1.4rem}
.theme{float:none;width:max-content;margin:0 0 1rem}
.figures{grid-template-columns:1fr;gap:.7rem}
.figure strong{display:inline;font-size:1.25rem;margin-right:.5rem}
.entries,.entries tbody{display:block}
.entries thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.entries tr{display:grid;grid-template-columns:auto 1fr;gap:.1rem .9rem;padding:.5rem 0;border-bottom:1px solid var(--rule)}
.entries td{border:0;padding:0}
.entries td:empty{display:none}
.entries .name,.entries .state,.entries .hash{grid-column:1/-1}
.entries .number::after{content:" bytes"}
.entries .number:empty::after{content:none}
.entries .number{text-align:left}
.panel{padding:.6rem .7rem;grid-template-columns:1fr}
.panel nav{grid-column:1;grid-row:auto}
.origin div{grid-template-columns:1fr;gap:0}
}
@media print{
:root{${light.replaceAll(";", "!important;")}--paper:#fff!important}
@page{margin:16mm 14mm}
body{padding:0;max-width:none;font-size:10pt}
.theme,.controls,.panel,.cursor{display:none!important}
.scroll{max-height:none;overflow:visible}
.chart,.figures,.bar,.legend,tr,.findings li,.origin div{break-inside:avoid}
h2,h3,.volume>.facts{break-after:avoid}
thead{display:table-header-group}
.entries{font-size:8.5pt}
small{font-size:8pt}
.hash code{font-size:7pt}
th button::after{content:none!important}
.entries tr.filtered,.entries tr[data-whole]{display:table-row!important}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
