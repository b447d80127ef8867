"""Checks a published letter or a receipt, with nobody's trust (record format, section 9).

Pure, and the standard library alone: it runs anywhere that Python does. The ten steps are numbered
as in section 9, here as in what is printed, and `letter.py` walks them in order:

====  ==========  =====================  ====  =========  ============
step  name        module                 step  name       module
====  ==========  =====================  ====  =========  ============
1     note        checkpoint, keys       6     records    records
2     tiles       stream                 7     count      count
3     tree        stream                 8     pages      chain, pages, listing
4     entries     replay, withheld       9     history    earlier, against, memory
5     documents   documents              10    witnesses  witnesses
====  ==========  =====================  ====  =========  ============

`receipt.py` checks a receipt by itself, `verdict.py` holds what was found, `site.py` and `web.py`
read a letter's files, `command.py` is the command.
"""
