"""A workbook unpacked at arm's length.

A workbook of a few kilobytes can hold gigabytes, and what it holds is known only by reading. So it is read
as a stream in a process of its own, which imports only the standard library and starts at once.
"""
