"""The style of the page that is printed and handed over; it stands in the page itself."""

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 3rem; background: #fff; color: #000;
  font: 11.5pt/1.5 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
h1 { font-size: 22pt; line-height: 1.15; font-weight: 400; margin: .2em 0 .6em; }
h2 { font-size: 14pt; font-weight: 400; margin: 2em 0 .6em; border-bottom: 1px solid #000; }
p { margin: 0 0 .7em; orphans: 3; widows: 3; }
.small { font: 9pt/1.45 system-ui, "Liberation Sans", Arial, sans-serif; color: #333; }
ol.asks { padding-left: 1.4em; }
.text h2, .text h3, .text h4 { font-size: 12pt; border: 0; margin: 1.2em 0 .4em; }
pre { font: 8.5pt/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; border: 1px solid #999; padding: .6em .8em; }
.names { list-style: none; padding: 0; margin: 0; }
.names li { break-inside: avoid; padding: .22em 0 .22em 4.2em; text-indent: -4.2em; }
.names .entry { display: inline-block; width: 4.2em; text-indent: 0; color: #555;
  font: 8.5pt/1 system-ui, "Liberation Sans", Arial, sans-serif; }
.names .grounds { font: 9pt/1.4 system-ui, "Liberation Sans", Arial, sans-serif; color: #333; }
@page { size: A4; margin: 20mm 20mm 18mm; @bottom-right { content: counter(page); } }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } .screen { display: none; }
  h2 { break-after: avoid; } .list { break-before: page; } }
@media print and (min-width: 150mm) { .names { columns: 2; column-gap: 8mm; } }
"""
